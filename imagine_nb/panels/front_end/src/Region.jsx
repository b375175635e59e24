export function Region() {
  return null;
}

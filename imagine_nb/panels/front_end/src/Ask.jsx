export function Ask() {
  return <p>Ask</p>;
}

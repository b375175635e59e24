export function Create() {
  return <p>Create</p>;
}

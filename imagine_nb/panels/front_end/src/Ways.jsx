// The ways to bring something in: a text that names it, and a file of this computer.
import { useRef, useState } from "preact/hooks";

/** A field and its button: `take(text)` is done by either, or by Enter, and empties the field where it brings true. */
export function TextWay({ label, placeholder, verb, isBusy = false, take }) {
  const [text, setText] = useState("");
  const [isTaking, setTaking] = useState(false);
  const isOff = !text.trim() || isTaking || isBusy;
  const use = async () => {
    if (isOff) return;
    setTaking(true);
    if (await take(text.trim())) setText("");
    setTaking(false);
  };
  return (
    <>
      <input
        class="imn-field"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          use();
        }}
      />
      <button type="button" class="imn-button" disabled={isOff} onClick={use}>
        {verb}
      </button>
    </>
  );
}

/** A button that has files chosen, which `take(files)` is given. */
export function FileWay({ label, verb, accept, multiple = false, isBusy = false, take }) {
  const input = useRef(null);
  return (
    <>
      <button type="button" class="imn-button" disabled={isBusy} onClick={() => input.current.click()}>
        {verb}
      </button>
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple={multiple}
        hidden
        aria-label={label}
        onChange={(event) => {
          const files = [...event.currentTarget.files];
          event.currentTarget.value = ""; // the same file may be chosen again
          take(files);
        }}
      />
    </>
  );
}

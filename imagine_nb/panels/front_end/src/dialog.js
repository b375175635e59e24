// A dialog over everything: opened with its component, closed with it, and the focus given back.
import { useLayoutEffect, useRef } from "preact/hooks";

/** What a <dialog> is given: its ref, and what Escape does. `opener` takes the focus when it closes; without one, what had it before. */
export function useDialog(close, opener = null) {
  const ref = useRef(null);
  const back = useRef(opener);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog.showModal();
    return () => {
      dialog.close(); // and not only taken away, which would drop the focus
      if (back.current?.isConnected) back.current.focus();
    };
  }, []);
  return {
    ref,
    onCancel(event) {
      event.preventDefault();
      close();
    },
  };
}

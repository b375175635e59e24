// The view in which pictures are made: prompt, sources, settings, price, and what came of it.
import { useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Generate } from "./Generate.jsx";
import { makeMaking } from "./making.js";
import { Prompt } from "./Prompt.jsx";
import { Region } from "./Region.jsx";
import { Results } from "./Results.jsx";
import { Settings } from "./Settings.jsx";
import { makeSourcing } from "./sourcing.js";
import { Sources } from "./Sources.jsx";

/** The control that a refusal belongs to takes the focus. */
function focusOn(view, field) {
  const wanted = { prompt: "textarea", count: "input[type=number]", sources: ".imn-ways button", region: ".imn-sources button" };
  if (wanted[field]) view.querySelector(wanted[field])?.focus();
}

export function Create({ panel, isShown }) {
  const view = useRef(null);
  const insertion = useRef(null); // puts a source's tag into the prompt
  const sourcing = useMemo(() => makeSourcing(panel), [panel]);
  const making = useMemo(() => {
    const made = makeMaking(panel);
    return { ...made, go: async () => focusOn(view.current, await made.submit()) };
  }, [panel]);
  useEffect(() => making.watch(), [making]);
  // an effect of signals: a view that read the form would draw all results anew with each key typed
  useSignalEffect(() => {
    sourcing.keepRegion();
    sourcing.recallRegion().catch(() => {}); // the badge alone then says that there is a region
  });
  const shared = { panel, making, sourcing, insertion, isShown };
  return (
    <div class="imn-create" ref={view}>
      <div class="imn-form">
        <Prompt {...shared} />
        <Sources {...shared} />
        <Settings {...shared} />
        <Generate {...shared} />
      </div>
      <Results {...shared} />
      <Region panel={panel} sourcing={sourcing} />
    </div>
  );
}

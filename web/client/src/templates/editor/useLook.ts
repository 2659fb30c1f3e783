import { useEffect, useState } from "react";

import { useLoaded } from "../../live/useLoaded";
import type { Id, TemplatePreview, Violation } from "../../protocol";
import * as api from "../api";
import { bindingsOf, componentsOf, type Form } from "./form";
import { drawn } from "./drawn";

const PAUSE = 250; // ms after the last letter
const NONE: readonly Violation[] = [];

/** How a phone shows it and which rules are broken, by the server's own rules, while one types. What was shown stays until then. */
export function useLook(form: Form, contact: Id | null, manages: boolean): { shown: TemplatePreview | null; violations: readonly Violation[] } {
  const { name, language, category, format, sample } = form;
  const asked = JSON.stringify({ name, language, category, parameter_format: format, components: componentsOf(form), sample, bindings: bindingsOf(form), contact });
  const [settled, setSettled] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), PAUSE);
    return () => clearTimeout(timer);
  }, [asked]);
  const { value } = useLoaded(manages ? settled : null, (signal) => api.preview(JSON.parse(settled) as api.Given, signal));
  const [shown, setShown] = useState<TemplatePreview | null>(null);
  if (value && value !== shown) setShown(value);
  if (!manages) return { shown: drawn(form), violations: NONE };
  return { shown, violations: shown?.violations ?? NONE };
}

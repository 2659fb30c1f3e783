import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import page from "../../layout/Page.module.css";

const PAUSE = 250; // ms after the last letter

interface SearchWordsProps {
  value: string;
  label: string;
  placeholder: string;
  onChange: (value: string) => void;
}

/** What is typed is asked for a moment later. */
export function SearchWords({ value, label, placeholder, onChange }: SearchWordsProps) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed.trim() === told.current) return;
      told.current = typed.trim();
      onChange(told.current);
    }, PAUSE);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- only what is typed matters
  }, [typed]);
  return (
    <label className={page.search}>
      <Search size={15} aria-hidden />
      <input type="search" value={typed} maxLength={200} placeholder={placeholder} aria-label={label} onChange={(event) => setTyped(event.target.value)} />
    </label>
  );
}

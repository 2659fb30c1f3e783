/** As they are called everywhere. */
export const FORMATS = { csv: "CSV", xlsx: "Excel (XLSX)" } as const;

/** What stands open above the composer. */
export type Opened = "emoji" | "template" | "buttons" | "voice" | "place" | "card" | null;

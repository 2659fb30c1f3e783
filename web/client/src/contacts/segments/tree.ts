import type {
  AnyOf,
  CompanyTest,
  ConsentTest,
  CreatedWithin,
  EveryOf,
  Field,
  FieldTest,
  HasTag,
  Id,
  MetBy,
  NoneOf,
  OnChannel,
  OnList,
  OwnedBy,
  SeenWithin,
} from "../../protocol";
import type { Query } from "../list/query";

export type Knot = EveryOf | AnyOf | NoneOf;
export type Test = HasTag | FieldTest | OwnedBy | CompanyTest | ConsentTest | OnChannel | SeenWithin | CreatedWithin | OnList | MetBy;
export type Expression = Knot | Test;

export const DEEPEST = 5; // knots in each other, as the server takes them
export const MOST_PARTS = 20; // of one knot

export function isKnot(expression: Expression): expression is Knot {
  return expression.type === "all" || expression.type === "any" || expression.type === "none";
}

/** A filter always begins with a knot, so that something can be added to it. */
export function rooted(expression: Expression): Knot {
  return isKnot(expression) ? expression : { type: "all", of: [expression] };
}

/** The list's filters as a segment; null when they narrow nothing. Words that were searched are no part of it. */
export function expressionOf(query: Query, me: Id, fields: readonly Field[]): Expression | null {
  const tests: Test[] = [];
  if (query.tag) tests.push({ type: "tag", name: query.tag });
  if (query.owner) tests.push({ type: "owner", user: query.owner === "none" ? null : query.owner === "me" ? me : query.owner });
  if (query.channel) tests.push({ type: "channel", channel: query.channel });
  if (query.consent) {
    const [channel, state] = query.consent.split(":") as [ConsentTest["channel"], ConsentTest["state"]];
    tests.push({ type: "consent", channel, state });
  }
  const [key, ...rest] = (query.field ?? "").split(":");
  const field = fields.find((one) => one.key === key);
  if (field) tests.push({ type: "field", field: field.key, test: "is", value: valueOf(field, rest.join(":")) });
  const [first] = tests;
  return first === undefined ? null : tests.length === 1 ? first : { type: "all", of: tests };
}

/** What is typed as a value of a field of this kind. */
export function valueOf({ kind }: Pick<Field, "kind">, typed: string): string | number | boolean {
  if (kind === "number") return Number(typed);
  return kind === "yes_no" ? typed === "true" : typed;
}

/** Whether everything in it is filled in, so that the server would understand it. */
export function isWhole(expression: Expression): boolean {
  switch (expression.type) {
    case "all":
    case "any":
    case "none":
      return expression.of.length > 0 && expression.of.every(isWhole);
    case "tag":
      return expression.name.trim() !== "";
    case "field":
      return expression.field !== "" && (expression.test === "is_set" || (expression.value !== null && expression.value !== ""));
    case "company":
      return expression.test === "is_set" || Boolean(expression.value?.trim());
    case "channel":
      return expression.channel !== "";
    case "list":
      return expression.list !== "";
    case "campaign":
      return expression.campaign !== "";
    default:
      return true;
  }
}

/** The same tree with the part at `path` replaced, or left out; a knot that loses its last part goes with it. */
export function replaced(knot: Knot, path: readonly number[], part: Expression | null): Knot {
  const [at, ...further] = path;
  if (at === undefined) return part && isKnot(part) ? part : knot;
  const of = knot.of.flatMap((held, place): Expression[] => {
    if (place !== at) return [held];
    if (further.length === 0) return part ? [part] : [];
    const changed = replaced(held as Knot, further, part);
    return changed.of.length > 0 ? [changed] : [];
  });
  return { ...knot, of };
}

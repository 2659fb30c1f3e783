// Text a person reads goes through Lingui (<Trans>, t``), or it is never translated.
const SPOKEN_ATTRIBUTES = new Set(["alt", "aria-description", "aria-label", "description", "label", "placeholder", "title"]);
const LETTERS = /\p{L}{2,}/u;
const MESSAGE = "Wrap this text in <Trans> or t`…`, so it can be translated.";

const rule = {
  create(context) {
    return {
      JSXText(node) {
        if (LETTERS.test(node.value) && !insideMacro(node)) context.report({ node, message: MESSAGE });
      },
      JSXAttribute(node) {
        const literal = node.value?.type === "Literal" ? node.value : node.value?.expression;
        const spoken = SPOKEN_ATTRIBUTES.has(node.name.name) && !insideMacro(node);
        if (spoken && literal?.type === "Literal" && LETTERS.test(String(literal.value))) context.report({ node, message: MESSAGE });
      },
    };
  },
};

function insideMacro(node) {
  for (let parent = node.parent; parent; parent = parent.parent)
    if (parent.type === "JSXElement" && ["Trans", "Plural", "Select"].includes(parent.openingElement.name.name)) return true;
  return false;
}

export default { meta: { name: "console" }, rules: { "no-bare-text": rule } };

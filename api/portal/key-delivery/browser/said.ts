/** The elements of one part of the page that say something, by name. */
const sentences = (part: HTMLElement): HTMLElement[] => [
  ...part.querySelectorAll<HTMLElement>('[data-said]'),
];

/** Shows one sentence of a part, with a number in place of the circle, and hides all others. */
export function say(part: HTMLElement, name: string, value?: number): HTMLElement | undefined {
  let shown: HTMLElement | undefined;
  for (const each of sentences(part)) {
    each.hidden = each.dataset['said'] !== name;
    if (each.hidden) continue;
    const { template } = each.dataset;
    if (template !== undefined && value !== undefined) {
      each.textContent = template.replace('◯', String(value));
    }
    shown = each;
  }
  return shown;
}

/** The one element that a selector names. */
export function one<E extends HTMLElement = HTMLElement>(part: ParentNode, selector: string): E {
  const element = part.querySelector<E>(selector);
  if (!element) throw new Error(selector);
  return element;
}

import { registerCharts } from './charts.js';
import { registerChoices } from './choices.js';
import { element } from './dom.js';
import { registerElements } from './elements.js';
import { HOST } from './host.js';
import { markdown } from './markdown.js';

export const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';

const AC = globalThis.AdaptiveCards;

AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown(text);
  result.didProcess = true;
};
// A text with `===` in it is just that.
AC.GlobalSettings.allowMarkForTextHighlighting = false;
AC.GlobalSettings.allowMoreThanMaxActionsInOverflowMenu = true;
AC.GlobalSettings.setTabIndexAtCardRoot = false;
registerCharts(AC);
registerChoices(AC);
registerElements(AC);

const host = new AC.HostConfig(HOST);
const SAFE = /^(?:https?|mailto|tel|msteams):/i;

/**
 * Draws a card. `act` is told of presses: `{kind: 'execute', verb, id, data}` or
 * `{kind: 'submit', data}`. Returns the node, and the card for `carryOver`.
 */
export function drawCard(payload, act) {
  const card = new AC.AdaptiveCard();
  card.hostConfig = host;
  card.onExecuteAction = (action) => execute(action, act);
  card.onAnchorClicked = (_, anchor) => !SAFE.test(anchor.href);
  try {
    card.parse(payload);
    const node = card.render();
    if (!node) return { node: notDrawn(payload) };
    if (payload.speak) node.setAttribute('aria-label', payload.speak);
    return { node, card };
  } catch (error) {
    console.error(error);
    return { node: notDrawn(payload) };
  }
}

const notDrawn = ({ fallbackText }) =>
  element('p', { class: 'not-drawn' }, fallbackText ?? 'This card cannot be shown.');

const plainObject = (data) =>
  data !== null && typeof data === 'object' && !Array.isArray(data) ? data : {};

function execute(action, act) {
  if (action instanceof AC.OpenUrlAction) openSafely(action.url);
  else if (action instanceof AC.ExecuteAction)
    act({
      kind: 'execute',
      verb: action.verb ?? '',
      id: action.id ?? '',
      data: plainObject(action.data),
    });
  else if (action instanceof AC.SubmitAction)
    act({ kind: 'submit', data: plainObject(action.data) });
}

/** A bot's link opens a page that cannot reach back to this one. */
export function openSafely(url) {
  if (SAFE.test(url ?? '')) window.open(url, '_blank', 'noopener,noreferrer');
}

/** The payload with what the person has typed and unfolded so far in the card that it replaces. */
export function carryOver(card, payload) {
  if (card === undefined) return payload;
  const typed = new Map(
    card
      .getAllInputs()
      .filter((input) => input.id && input.isDirty())
      .map((input) => [input.id, input.value ?? '']),
  );
  return JSON.parse(JSON.stringify(payload), (_, part) => keep(card, typed, part));
}

function keep(card, typed, part) {
  if (part === null || typeof part !== 'object' || typeof part.id !== 'string') return part;
  if (String(part.type).startsWith('Input.'))
    return typed.has(part.id) ? { ...part, value: String(typed.get(part.id)) } : part;
  const shown = part.type && card.getElementById(part.id);
  return shown && shown.isVisible !== (part.isVisible ?? true)
    ? { ...part, isVisible: shown.isVisible }
    : part;
}

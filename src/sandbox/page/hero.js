import { openSafely } from './cards.js';
import { element } from './dom.js';
import { markdown } from './markdown.js';

const TYPES = ['hero', 'thumbnail', 'signin', 'oauth'].map(
  (name) => `application/vnd.microsoft.card.${name}`,
);

export const isHero = (contentType) => TYPES.includes(contentType);

/** The SDK's prompts send these: title, text, buttons. */
export function drawHero({ title, subtitle, text, buttons = [] }, act) {
  const says = element('div', { class: 'text' });
  says.innerHTML = markdown(text ?? '');
  return element('div', { class: 'card hero' }, [
    title ? element('strong', {}, title) : undefined,
    subtitle ? element('span', { class: 'subtitle' }, subtitle) : undefined,
    text ? says : undefined,
    element(
      'div',
      { class: 'ac-actionSet' },
      buttons.map((button) =>
        element(
          'button',
          { type: 'button', class: 'ac-pushButton', onclick: () => press(button, act) },
          button.title,
        ),
      ),
    ),
  ]);
}

function press(button, act) {
  if (button.type === 'openUrl') openSafely(button.value);
  else act({ kind: 'submit', data: { msteams: button } });
}

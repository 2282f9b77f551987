import { element } from './dom.js';

const HOW = [
  ['now', 'with their password, now'],
  ['earlier', 'without being asked: signed in an hour ago'],
  ['somebody-else', 'but somebody else does'],
  ['other-tenant', 'to another organisation'],
];

/** Asks the person to sign in; undefined when they would rather not. */
export function askToSignIn(who, { text, connectionName, tokenExchangeResource: { id, uri } }) {
  const title = text ?? 'Sign in';
  const how = element(
    'select',
    {},
    HOW.map(([value, says]) => element('option', { value }, says)),
  );
  const dialog = element(
    'dialog',
    { class: 'sign-in', 'aria-label': title },
    element(
      'div',
      {},
      element('h2', {}, title),
      element('p', {}, 'In Teams this is Microsoft’s own sign-in. Here you say how it goes.'),
      element('label', {}, element('span', {}, `${who.name} signs in`), how),
      element(
        'div',
        { class: 'buttons' },
        element(
          'button',
          { type: 'button', class: 'primary', onclick: () => dialog.close('yes') },
          `Sign in as ${who.name}`,
        ),
        element('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      const agreed = dialog.returnValue === 'yes';
      resolve(agreed ? { id, connectionName, uri, how: how.value } : undefined);
    });
  });
}

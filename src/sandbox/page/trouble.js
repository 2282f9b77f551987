import { get, post, remove } from './api.js';
import { element } from './dom.js';

const SERVICES = [
  ['', 'Any of them'],
  ['dataverse', 'Dataverse'],
  ['graph', 'Microsoft Graph'],
  ['exchange', 'Exchange Online'],
  ['activity', 'Management Activity API'],
  ['identity', 'Sign-in'],
  ['arm', 'Azure Resource Manager'],
  ['keyvault', 'Key Vault'],
  ['loganalytics', 'Log Analytics'],
];

const FAULTS = [
  ['{"status":429,"retryAfter":2}', 'is throttled (429)'],
  ['{"status":500}', 'fails (500)'],
  ['{"status":503,"retryAfter":2}', 'is not available (503)'],
  ['{"status":403}', 'refuses (403)'],
  ['{"delayMs":10000}', 'is slow (10 s)'],
  ['{"reset":true}', 'drops the connection'],
];

const ACCESS = [
  ['false', 'can be reached'],
  ['true', 'has blocked the bot'],
  ['"uninstalled"', 'has not installed it'],
];

const select = (label, options, id) =>
  element(
    'label',
    {},
    element('span', {}, label),
    element(
      'select',
      { id },
      options.map(([value, says]) => element('option', { value }, says)),
    ),
  );

const sheet = document.querySelector('#trouble');
const count = document.querySelector('#trouble-count');

function say(text) {
  sheet.querySelector('.said').textContent = text;
}

const value = (id) => sheet.querySelector(`#${id}`).value;

const attempt = (work) => (event) => {
  event.preventDefault();
  say('');
  work().then(look, (error) => say(error.message));
};

const switchOn = attempt(async () => {
  const service = value('fault-service');
  const match = value('fault-match').trim();
  await post('/sandbox/faults', [
    {
      ...(service === '' ? {} : { service }),
      match,
      ...JSON.parse(value('fault-kind')),
      times: Number(value('fault-times')) || 1,
    },
  ]);
});

const setAccess = attempt(async () => {
  const blocked = JSON.parse(value('access'));
  const { access } = await post(`/sandbox/teams/people/${value('access-person')}`, { blocked });
  say(`Done: ${access}.`);
});

const reset = attempt(async () => {
  if (!confirm('Put the sandbox back to its beginning? Chats and everything set up are lost.'))
    return;
  await post('/sandbox/reset', {});
  location.reload();
});

const describe = ({ service, match, status, delayMs, times }) =>
  [
    service ?? 'any',
    match,
    status ?? (delayMs === undefined ? 'reset' : `${delayMs} ms`),
    times === undefined ? undefined : `${times} ×`,
  ]
    .filter(Boolean)
    .join(' · ');

async function look() {
  const told = await get('/sandbox/faults').catch(() => []);
  const faults = Array.isArray(told) ? told : (told.faults ?? []);
  count.hidden = faults.length === 0;
  count.textContent = String(faults.length);
  sheet
    .querySelector('.now')
    .replaceChildren(...faults.map((fault) => element('li', {}, describe(fault))));
}

/** Faults of the services, and who can be reached by the bot. */
export function startTrouble(people) {
  const names = people.map(({ id, name }) => [id, name]);
  sheet.append(
    element('h2', { id: 'trouble-title' }, 'Make trouble'),
    element('p', { class: 'hint' }, 'See how the bot copes when the world does not.'),
    element(
      'form',
      { onsubmit: switchOn },
      select('Service', SERVICES, 'fault-service'),
      select('What happens', FAULTS, 'fault-kind'),
      element(
        'label',
        {},
        element('span', {}, 'Only where the address has'),
        element('input', { id: 'fault-match', placeholder: 'anything', maxlength: '200' }),
      ),
      element(
        'label',
        { class: 'times' },
        element('span', {}, 'Times'),
        element('input', { id: 'fault-times', type: 'number', min: '1', max: '999', value: '1' }),
      ),
      element('button', { class: 'primary' }, 'Switch on'),
    ),
    element('ul', { class: 'now', 'aria-label': 'Faults switched on' }),
    element(
      'button',
      { type: 'button', onclick: attempt(() => remove('/sandbox/faults')) },
      'Clear all faults',
    ),
    element('hr'),
    element(
      'form',
      { onsubmit: setAccess },
      select('Somebody', names, 'access-person'),
      select('And the bot', ACCESS, 'access'),
      element('button', {}, 'Set'),
    ),
    element('hr'),
    element('button', { type: 'button', class: 'danger', onclick: reset }, 'Reset the sandbox'),
    element('p', { class: 'said', role: 'status' }),
  );
  sheet.addEventListener('toggle', look);
  void look();
}

import { people, Refused } from './api.js';
import { startClock } from './clock.js';
import { startConsole } from './console.js';
import { element, remembered } from './dom.js';
import { createPane } from './pane.js';
import { startTheme } from './theme.js';
import { startTrouble } from './trouble.js';

const panes = document.querySelector('#panes');
const two = document.querySelector('#two');
const notice = document.querySelector('#notice');

const SIDES = [
  { side: 'left', person: 'Ada' },
  { side: 'right', person: 'Ben' },
];

const lost = new Set();

// A blip is no news: only a connection that stays away is told.
let telling;
function connected(side, holds) {
  if (holds) lost.delete(side);
  else lost.add(side);
  if (lost.size > 0) telling ??= setTimeout(tellLost, 1500);
  else {
    clearTimeout(telling);
    telling = undefined;
    notice.hidden = true;
  }
}

function tellLost() {
  notice.textContent = 'Connection lost. Trying again; nothing you have seen is gone.';
  notice.hidden = false;
}

function showTwo(on) {
  two.setAttribute('aria-pressed', String(on));
  panes.classList.toggle('two', on);
  remembered.set('two', on);
}

async function start() {
  const directory = await people();
  for (const { side, person } of SIDES)
    panes.append(createPane({ side, person, directory, connected: (on) => connected(side, on) }));
  two.addEventListener('click', () => showTwo(two.getAttribute('aria-pressed') !== 'true'));
  showTwo(remembered.get('two', true));
  startClock();
  startConsole(directory.people);
  startTrouble(directory.people);
}

startTheme();
start().catch((error) => {
  const says = error instanceof Refused ? error.message : 'The page could not start.';
  panes.append(element('p', { class: 'failed', role: 'alert' }, says));
  throw error;
});

import { openSafely } from './cards.js';
import { element } from './dom.js';

const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
const INFO = 'application/vnd.microsoft.teams.card.file.info';

export const isFile = (contentType) => contentType === CONSENT || contentType === INFO;

/** The offer of a file with Allow and Decline, or a file that was uploaded. */
export const drawFile = (attachment, act) =>
  attachment.contentType === CONSENT ? drawConsent(attachment, act) : drawInfo(attachment);

function drawConsent({ name, content }, act) {
  const { description, sizeInBytes } = content ?? {};
  const answer = (title, action, primary) =>
    element(
      'button',
      {
        type: 'button',
        class: `ac-pushButton${primary ? ' primary' : ''}`,
        onclick: () => act({ kind: 'consent', action }),
      },
      title,
    );
  return element('div', { class: 'card file-card' }, [
    heading(name, sizeText(sizeInBytes)),
    description ? element('p', {}, String(description)) : undefined,
    element('p', { class: 'subtitle' }, 'Audit Steward wants to put this file into your OneDrive.'),
    element('div', { class: 'ac-actionSet' }, [
      answer('Allow', 'accept', true),
      answer('Decline', 'decline'),
    ]),
  ]);
}

function drawInfo({ name, contentUrl, content }) {
  return element('div', { class: 'card file-card' }, [
    heading(name, String(content?.fileType ?? '').toUpperCase()),
    element('div', { class: 'ac-actionSet' }, link(String(contentUrl))),
  ]);
}

/** A file of the sandbox is downloaded; whatever else a bot names is opened like any link of its. */
function link(url) {
  const own = `${location.origin}/sandbox/teams/files/`;
  return url.startsWith(own)
    ? element('a', { class: 'download', href: url, download: '' }, 'Download')
    : element(
        'button',
        { type: 'button', class: 'ac-pushButton', onclick: () => openSafely(url) },
        'Open',
      );
}

const heading = (name, about) =>
  element('div', { class: 'file-name' }, [
    element('span', { class: 'file-sign', 'aria-hidden': 'true' }),
    element('strong', {}, String(name ?? 'File')),
    about ? element('span', { class: 'subtitle' }, about) : undefined,
  ]);

const UNITS = ['bytes', 'KB', 'MB', 'GB'];

/** `3.2 MB`. */
export function sizeText(bytes) {
  if (!(bytes >= 0)) return '';
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1000 ** power;
  return `${size.toFixed(power === 0 || size >= 100 ? 0 : 1)} ${UNITS[power]}`;
}

import { fail, pass, unread, warn, type Weighed } from './check.ts';

/** What each level means (reference §5.5). */
const LEVELS: Readonly<Record<string, string>> = {
  'recoverable+purgeable': 'purge protection is off',
  'customizedrecoverable+protectedsubscription': 'it is kept less than 90 days',
  customizedrecoverable: 'it is kept less than 90 days',
  'customizedrecoverable+purgeable': 'it is kept less than 90 days, and purge protection is off',
  purgeable: 'it cannot be recovered at all',
};

/** A level without the mandatory retention period is judged as the installation wants it. */
export function judgeLevel(level: string, retention: 'recommended' | 'required'): Weighed {
  const says = `Recovery level ${level}`;
  switch (level.toLowerCase()) {
    case '':
      return unread('The vault does not say its recovery level.');
    case 'recoverable+protectedsubscription':
      return pass(`${says}.`);
    case 'recoverable':
      return retention === 'required'
        ? fail(`${says}: the mandatory retention period is missing, which is required here.`)
        : warn(`${says}: without the mandatory retention period, which is recommended.`);
  }
  return fail(`${says}: ${LEVELS[level.toLowerCase()] ?? 'this level is not known here'}.`);
}

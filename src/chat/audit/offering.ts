import { plain, escaped } from '../../../cards/text.ts';
import { personPlace } from '../../announce.ts';
import {
  AGAIN,
  EXPIRED,
  type Exports,
  type MakeFile,
  type Prepared,
} from '../../audit/desk/exports.ts';
import type { Export } from '../../audit/desk/export-offers.ts';
import type { AuditQuery } from '../../audit/query.ts';
import { HOUR, SECOND, type Clock } from '../../core/clock.ts';
import type { Person } from '../../core/people.ts';
import { TimedOut, within } from '../../teams/bounded.ts';
import type { Log } from '../../teams/log.ts';
import type { Messenger } from '../../teams/messenger.ts';
import type { FileOffer } from '../../teams/outgoing.ts';
import type { Offered } from './audit-chat.ts';

export interface OfferingParts {
  readonly exports: Pick<Exports, 'prepare' | 'prepareFile' | 'posted' | 'decline' | 'sweep'>;
  readonly messenger: Pick<Messenger, 'post' | 'update'>;
  /** Whether Teams lets bots hand out files in this cloud. */
  readonly handsOutFiles: boolean;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
  /** A question waits so long for its file; a longer one is offered when it is there. */
  readonly patienceMs?: number;
}

/** Prepares files and offers them to people in their own chats. */
export function offering(parts: OfferingParts) {
  const { log, patienceMs = 20 * SECOND, handsOutFiles } = parts;
  const sweeping = new AbortController();

  /** Nobody waits for it any more, so what becomes of it is a message of its own. */
  async function late(work: Promise<Posted>, by: Person): Promise<void> {
    const { says, offered } = await work.catch((error: unknown) => {
      log.error('export.failed', { error });
      return { says: FAILED, offered: false };
    });
    if (!offered) await parts.messenger.post(personPlace(by.id), says);
  }

  async function patiently(by: Person, prepare: () => Promise<Prepared>): Promise<Offered> {
    if (!handsOutFiles) return { says: NOT_HERE };
    const work = offer(parts, by, prepare);
    try {
      const { says } = await within(patienceMs, work);
      return { says };
    } catch (error) {
      if (!(error instanceof TimedOut)) throw error;
      void late(work, by).catch((failed: unknown) => log.warn('export.not-told', { failed }));
      return { says: PREPARING };
    }
  }

  async function sweepOften(): Promise<void> {
    while (!sweeping.signal.aborted) {
      await parts.clock.sleep(HOUR, sweeping.signal);
      await sweep(parts).catch((error: unknown) => log.warn('exports.not-swept', { error }));
    }
  }

  return {
    offer: (query: AuditQuery, by: Person, masked: boolean): Promise<Offered> =>
      patiently(by, () => parts.exports.prepare(query, by, masked)),

    /** A file that is no answer to a question, such as a report. */
    offerFile: (make: MakeFile, by: Person): Promise<Offered> =>
      patiently(by, () => parts.exports.prepareFile(make, by)),

    /** Sweeps now and each hour until it is ended. */
    async begin(): Promise<void> {
      await sweep(parts);
      void sweepOften().catch(() => undefined);
    },

    end(): void {
      sweeping.abort();
    },
  };
}

interface Posted extends Offered {
  readonly offered: boolean;
}

async function offer(
  { exports, messenger }: OfferingParts,
  by: Person,
  prepare: () => Promise<Prepared>,
): Promise<Posted> {
  const prepared = await prepare();
  if (prepared.kind === 'refused') return { says: prepared.says, offered: false };
  const made = prepared.offer;
  const posted = await messenger.post(personPlace(by.id), fileOffer(made));
  if (posted.kind === 'refused') {
    await exports.decline(made.id, by);
    return { says: `The file could not be offered. ${posted.why}`, offered: false };
  }
  await exports.posted(made.id, posted.activityId);
  return { says: offeredSays(made), offered: true };
}

/** The client shows the description as it is: no markup, one line. */
const fileOffer = ({ id, name, size, question, ...made }: Export): FileOffer => ({
  kind: 'file offer',
  name,
  description: plain(`${contentOf(made)}: ${question}`, 300),
  sizeInBytes: size,
  context: { export: id },
});

type Content = Pick<Export, 'rows' | 'masked' | 'content'>;

/** `1,234 records with personal data`. */
export const contentOf = ({ rows, masked, content }: Content): string =>
  content ??
  `${rows.toLocaleString('en-GB')} ${rows === 1 ? 'record' : 'records'} ${masked ? 'with people and addresses masked' : 'with personal data'}`;

const offeredSays = ({ name, ...made }: Export): string =>
  `**${escaped(name)}** is offered here: ${contentOf(made)}. Press Allow within an hour to have it put into your OneDrive. It is handed out once, to you alone, and that goes on record.`;

/** What nobody took in time says so. */
async function sweep({ exports, messenger, log }: OfferingParts): Promise<void> {
  for (const { by, card } of await exports.sweep())
    if (card !== undefined)
      await messenger
        .update(personPlace(by), card, EXPIRED)
        .catch((error: unknown) => log.warn('export.not-redrawn', { error }));
}

const PREPARING = 'The file is being prepared. It is offered here as soon as it is ready.';
const FAILED = `The file could not be made because something went wrong on my side. ${AGAIN}`;
const NOT_HERE =
  'Teams does not let bots hand out files in GCC High, DoD and at 21Vianet, so there is no export here. Type records and the question’s reference to page through them. (Send and receive files, learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4. Documented.)';

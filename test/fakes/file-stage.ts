import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Desk } from '../../src/audit/desk/desk.ts';
import { exportsIn, type ExportSettings } from '../../src/audit/desk/exports.ts';
import { offering } from '../../src/chat/audit/offering.ts';
import { onFile } from '../../src/chat/audit/on-file.ts';
import { journalOf } from '../../src/core/journal.ts';
import type { Person } from '../../src/core/people.ts';
import { memoryLog } from '../../src/teams/log.ts';
import type { FileConsent } from '../../src/teams/file-consent.ts';
import type { Messenger, Posted } from '../../src/teams/messenger.ts';
import type { Content, FileOffer } from '../../src/teams/outgoing.ts';
import type { Uploaded } from '../../src/teams/upload.ts';
import { answerOf, recordOf } from '../audit/export/answers.ts';
import { fakeDirectory } from './fake-directory.ts';
import { memoryClock } from './memory-clock.ts';
import { memoryStore } from './memory-store.ts';
import { TENANT } from './stage.ts';

export const ONEDRIVE = 'https://contoso-my.sharepoint.com';

/** A desk with so many records behind every answer. */
export function deskWith(count: number): Pick<Desk, 'answer' | 'records'> {
  const answer = answerOf();
  const all = Array.from({ length: count }, (_, at) => recordOf({ id: `record-${at}` }));
  return {
    answer: async () => ({ ...answer, figures: { ...answer.figures, records: count } }),
    async records(_question, after, most) {
      const from = Number(after ?? 0);
      const to = Math.min(from + most, count);
      const next = to < count ? { next: String(to) } : {};
      return { records: all.slice(from, to), source: 'archive', ...next };
    },
  };
}

interface Message {
  readonly id: string;
  readonly place: string;
  content: Content;
}

/** Chats in memory; a place can be closed. */
function chats() {
  const messages: Message[] = [];
  const closed = new Set<string>();
  const put = (place: string, content: Content): Posted => {
    if (closed.has(place)) return { kind: 'refused', why: 'The bot was blocked there.' };
    messages.push({ id: `message-${messages.length + 1}`, place, content });
    return { kind: 'posted', activityId: messages.at(-1)?.id ?? '' };
  };
  const messenger: Pick<Messenger, 'post' | 'update'> = {
    post: async (place, content) => put(place, content),
    async update(place, id, content) {
      const found = messages.find((one) => one.id === id && one.place === place);
      if (found === undefined) return { kind: 'gone' };
      found.content = content;
      return { kind: 'posted', activityId: id };
    },
  };
  return { messages, closed, messenger };
}

interface Put {
  readonly address: string;
  readonly bytes: Uint8Array;
}

interface Given extends Partial<Pick<ExportSettings, 'desk' | 'limits' | 'journal'>> {
  readonly handsOutFiles?: boolean;
  readonly patienceMs?: number;
}

/** Files from the question to somebody's OneDrive, in memory but for the spool. */
export function fileStage(given: Given = {}) {
  const clock = memoryClock();
  const store = memoryStore(clock);
  const folder = mkdtempSync(join(tmpdir(), 'exports-'));
  const directory = fakeDirectory();
  const log = memoryLog();
  const { messages, closed, messenger } = chats();
  const puts: Put[] = [];
  const oneDrive = { answer: { kind: 'done' } as Uploaded };
  const journal = given.journal ?? journalOf(store.ledger, TENANT, clock);
  const settings: ExportSettings = {
    ...{ folder, keep: store.keep, tenant: TENANT, clock, directory, journal },
    desk: given.desk ?? deskWith(3),
    sentenceOf: ({ count }) => `Count ${count}.`,
    ...(given.limits === undefined ? {} : { limits: given.limits }),
  };
  const upload = {
    allows: (address: string) => address.startsWith(`${ONEDRIVE}/`),
    async put(address: string, bytes: Uint8Array) {
      puts.push({ address, bytes });
      return oneDrive.answer;
    },
  };
  /** As after a restart: only what is on disk is the same. */
  const exportsAnew = () => exportsIn(settings);
  const exports = exportsAnew();
  const offers = offering({
    ...{ exports, messenger, log, clock, handsOutFiles: given.handsOutFiles ?? true },
    ...(given.patienceMs === undefined ? {} : { patienceMs: given.patienceMs }),
  });
  const offerOf = ({ content }: Message): FileOffer | undefined =>
    typeof content === 'object' && 'kind' in content && content.kind === 'file offer'
      ? (content as FileOffer)
      : undefined;

  return {
    ...{ clock, store, folder, directory, log, messages, closed, messenger, puts, oneDrive },
    ...{ exports, exportsAnew, offers, journal, upload },
    offer: (by: Person, masked = false) => offers.offer(answerOf().query, by, masked),
    /** What the newest offer's card carries. */
    context: (): unknown => messages.flatMap((one) => offerOf(one) ?? []).at(-1)?.context,
    answers: (person: Person, other: Partial<FileConsent> = {}) =>
      onFile(
        { exports, messenger, upload, log },
        {
          ...{ person, tenant: TENANT, replyToId: 'message-1', conversationType: 'personal' },
          context: messages.flatMap((one) => offerOf(one) ?? []).at(-1)?.context,
          upload: uploadInfo(),
          ...other,
        },
      ),
    texts: () => messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : [])),
    spooled: () => {
      try {
        return readdirSync(join(folder, TENANT));
      } catch {
        return [];
      }
    },
    noted: () => journal.read(clock.now().toISOString().slice(0, 10)),
  };
}

export const uploadInfo = (other: object = {}) => ({
  contentUrl: `${ONEDRIVE}/personal/dan/Documents/a.zip`,
  name: 'a.zip',
  uploadUrl: `${ONEDRIVE}/up?secret=1`,
  uniqueId: '1150D938-8870-4044-9F2C-5BBDEBA70C8C',
  fileType: 'zip',
  ...other,
});

import type { Announce } from '../announce.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { Person } from '../core/people.ts';
import type { Store } from '../store/open.ts';
import type { Log } from '../teams/log.ts';
import type { Messenger } from '../teams/messenger.ts';
import { openAudit } from './audit.ts';
import { auditChatOf } from './audit-chat.ts';
import { complianceFile, complianceReport, periodIn } from './compliance.ts';
import type { Evidence } from './evidence.ts';
import { evidenceChat } from './evidence-chat.ts';
import { packPartsOf } from './evidence-pack.ts';
import { filesOf } from './files.ts';
import type { Gateways } from './gateways.ts';

export interface QuestionParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly store: Store;
  readonly gateways: Gateways;
  readonly announce: Pick<Announce, 'show'>;
  readonly messenger: Messenger;
  readonly evidence: Pick<Evidence, 'sealNow'>;
  /** Has due work looked at. */
  readonly poke: () => void;
}

/** Questions about audit activity; undefined where the archive cannot be opened: the rest still works. */
export async function questionsOf(config: Config, parts: QuestionParts) {
  const { log, gateways } = parts;
  const ended: { tell: (id: string) => Promise<void> } = { tell: () => Promise.resolve() };
  const audit = await openAudit(config, {
    ...parts,
    onSearched: ({ id }) => ended.tell(id),
  }).catch((error: unknown) => {
    log.error('audit.not-opened', { error });
    return undefined;
  });
  if (audit === undefined) return undefined;
  const files = filesOf(config, { ...parts, audit, directory: gateways.directory });
  const chat = auditChatOf(config, {
    ...parts,
    audit,
    directory: gateways.directory,
    offer: (query, by, masked) => files.offer(query, by, masked),
  });
  // Every card that waits for the search is told of its end.
  ended.tell = async (id) => {
    for (const reference of await audit.desk.questions.searchedBy(id))
      await chat.searched(reference);
  };
  return {
    ...chat,
    trail: audit.trail,
    /** Makes the compliance report of a period and offers it in the auditor's own chat. */
    async compliance(by: Person, words: string): Promise<{ readonly says: string }> {
      const { clock, store } = parts;
      const named = periodIn(words, clock.now());
      if ('problem' in named) return { says: named.problem };
      const make = async () =>
        complianceFile(await complianceReport(config, { store, clock }, named.period));
      return files.offerFile(make, by);
    },
    /** Makes the evidence pack of a run or some days and offers it in the same way. */
    evidence: evidenceChat({
      pack: packPartsOf(config, parts.store, parts.clock, parts.evidence.sealNow),
      offerFile: files.offerFile,
    }),
    file: files.taken,
    async begin(): Promise<void> {
      await chat.begin();
      await files.begin();
    },
    async close(): Promise<void> {
      files.end();
      await audit.archive.close();
    },
  };
}

import { announcingAnswers } from '../announce-answers.ts';
import type { Announce } from '../announce.ts';
import { digestsIn } from '../audit/desk/digests.ts';
import { savedIn } from '../audit/desk/saved.ts';
import { questionForms } from '../audit/form.ts';
import { headline } from '../audit/answer.ts';
import { understand, type Names } from '../audit/parse.ts';
import { sentenceOf } from '../audit/sentence.ts';
import { findPeriod } from '../audit/times/find-period.ts';
import { resolve } from '../audit/times/period.ts';
import type { AuditChat } from '../chat/audit/audit-chat.ts';
import type { Config } from '../config.ts';
import { MINUTE, type Clock } from '../core/clock.ts';
import type { Directory } from '../core/people.ts';
import type { Question } from '../core/walkthrough.ts';
import { archiveUpkeepJob } from '../jobs/archive-upkeep.ts';
import { digestJob } from '../jobs/digests.ts';
import { ingestJob } from '../jobs/ingest.ts';
import type { Handler } from '../jobs/worker.ts';
import type { Store } from '../store/open.ts';
import type { Log } from '../teams/log.ts';
import type { Audit } from './audit.ts';
import type { Gateways } from './gateways.ts';

export interface ChatParts {
  readonly audit: Audit;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Directory;
  readonly gateways: Pick<Gateways, 'auditContent'>;
  readonly announce: Pick<Announce, 'show'>;
  readonly offer: AuditChat['offer'];
}

/** Questions in the chat, and the work behind them: ingest, upkeep, digests, searches. */
export function auditChatOf(config: Config, parts: ChatParts) {
  const { audit, store, clock, log, directory, gateways, announce } = parts;
  const tenant = config.tenantId;
  const { due, withLock, keep } = store;
  const { desk, journal, definitions, archive } = audit;
  const { zone, retention } = config.audit;
  const answers = announcingAnswers({
    ...{ announce, desk, clock, definitions, directory, headline, sentenceOf },
  });
  const digests = digestsIn(keep, tenant);
  const job = digestJob({
    ...{ tenant, due, clock, withLock, digests, directory, resolve },
    answer: (query) => desk.answer(query),
    tell: (news) => answers.digest(news),
  });
  const jobLog = {
    info: (fields: object, says: string) => log.info(says, { ...fields }),
    warn: (fields: object, says: string) => log.warn(says, { ...fields }),
  };
  const ingest = ingestJob({
    ...{ tenant, due, clock, withLock, archive, content: gateways.auditContent, log: jobLog },
  });
  const upkeep = archiveUpkeepJob({
    ...{ tenant, due, clock, withLock, archive, journal, retention, log: jobLog },
  });
  const names = remembered(clock, async (): Promise<Names> => {
    const [users, tables, messages, environments] = await Promise.all(
      (['user', 'table', 'message', 'environment'] as const).map((one) => desk.names(one, 500)),
    );
    return {
      users: users ?? [],
      tables: tables ?? [],
      messages: messages ?? [],
      environments: environments ?? [],
    };
  });
  const chat: AuditChat = {
    desk,
    saved: savedIn(keep, tenant),
    digests: { ...digests, ordered: job.ordered, stopped: job.stopped },
    journal,
    definitions,
    zone,
    now: () => clock.now(),
    understand: async (text) => understand(text, { now: clock.now(), zone, names: await names() }),
    sentenceOf,
    resolve,
    headline,
    health: () => audit.health(),
    offer: parts.offer,
  };
  const forms: readonly Question[] = questionForms({
    definitions,
    findPeriod: (text) => findPeriodIn(text, clock.now(), zone),
  });
  return {
    chat,
    forms,
    searched: answers.searched,
    handlers: {
      ...job.handlers,
      ...ingest.handlers,
      ...upkeep.handlers,
      ...audit.searching?.handlers,
    } satisfies Readonly<Record<string, Handler>>,
    async begin(): Promise<void> {
      await job.begin();
      await ingest.begin();
      await upkeep.begin();
      await audit.searching?.resume();
      await desk.questions.prune(clock.now());
    },
  };
}

const NO_PERIOD = 'That is no period I know. Say it like “last 30 days” or “from 1 to 15 October”.';

function findPeriodIn(text: string, now: Date, zone: string) {
  const found = findPeriod(text, { now, zone });
  if (found.kind === 'found') return { kind: 'found' as const, period: found.period };
  return { kind: found.kind, says: found.kind === 'unclear' ? found.says : NO_PERIOD };
}

/** Names for suggestions change slowly; looking them up for each message would cost a scan. */
function remembered(clock: Clock, look: () => Promise<Names>): () => Promise<Names> {
  let [known, until]: [Promise<Names> | undefined, number] = [undefined, 0];
  return async () => {
    const now = clock.now().getTime();
    if (known === undefined || now > until) {
      until = now + 10 * MINUTE;
      // Without suggestions a question is answered all the same.
      known = look().catch(() => ({}));
    }
    return known;
  };
}

import { join } from 'node:path';
import { explain } from '../audit/explain.ts';
import { exportsIn } from '../audit/desk/exports.ts';
import type { AuditQuery } from '../audit/query.ts';
import { sentenceOf } from '../audit/sentence.ts';
import { offering } from '../chat/audit/offering.ts';
import { onFile } from '../chat/audit/on-file.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { Directory } from '../core/people.ts';
import { cloudOf, isFileUrl } from '../gateways/clouds.ts';
import type { Store } from '../store/open.ts';
import { isLoopbackUrl } from '../teams/clouds.ts';
import { createExchange } from '../teams/exchange.ts';
import type { FileConsent } from '../teams/file-consent.ts';
import type { Log } from '../teams/log.ts';
import type { Messenger } from '../teams/messenger.ts';
import { createUpload } from '../teams/upload.ts';
import type { Audit } from './audit.ts';

export interface FileParts {
  readonly audit: Audit;
  readonly store: Pick<Store, 'keep'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Directory;
  readonly messenger: Messenger;
}

/** Files of answers: made, offered in the person's own chat, and uploaded once somebody takes them. */
export function filesOf(config: Config, parts: FileParts) {
  const { audit, store, clock, log, directory, messenger } = parts;
  const cloud = cloudOf(config.cloud);
  const sandbox = config.cloud === 'sandbox';
  const exports = exportsIn({
    folder: join(config.audit.archiveDir, 'exports'),
    tenant: config.tenantId,
    ...{ keep: store.keep, clock, journal: audit.journal, desk: audit.desk, directory, sentenceOf },
    definitions: (query) => explained(audit, query),
  });
  const offers = offering({
    ...{ exports, messenger, clock, log, handsOutFiles: cloud.handsOutFiles },
  });
  const upload = createUpload({
    exchange: createExchange(),
    allowed: (address) => isFileUrl(cloud, address) || (sandbox && isLoopbackUrl(address)),
  });
  return {
    ...offers,
    taken: (consent: FileConsent) => onFile({ exports, messenger, upload, log }, consent),
  };
}

/** What the reports and verbs of a question mean exactly. */
function explained({ definitions }: Audit, { filters }: AuditQuery) {
  const named = filters.flatMap(({ field, values }) => {
    const all =
      field === 'report' ? definitions.reports : field === 'verb' ? definitions.verbs : [];
    return all.filter(({ id }) => values.includes(id));
  });
  return named.map((one) => ({ title: one.title, says: explain(one) }));
}

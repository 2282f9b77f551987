import type { FeedRecord } from '../../gateways/activity-feed.ts';
import type { KeyUse } from '../../gateways/vault-logs.ts';
import { isUnread } from '../verdict.ts';
import { isFallback, type Evidence } from './evidence.ts';
import { shortened } from './pasted/cleaned.ts';

const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

/** `3 KeyUnwrap, 1 KeyGet`, the most frequent first. */
function counted(names: readonly string[]): string {
  const counts = Map.groupBy(names, (name) => name);
  return [...counts]
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .map(([name, all]) => `${all.length} ${shortened(name, 60)}`)
    .join(', ');
}

const span = (times: readonly string[]): string => {
  const [first, last] = [times.toSorted().at(0) ?? '', times.toSorted().at(-1) ?? ''];
  return first === last ? minute(first) : `${minute(first)} to ${minute(last)}`;
};

function ofVault({ branch, uses }: Evidence['vaults'][number]): string {
  const { vault } = branch.answer;
  if (uses === undefined) return `The log of ${vault} goes to no workspace that was named.`;
  if (isUnread(uses)) return `The log of ${vault} could not be read: ${uses.unread}`;
  const good = uses.filter(({ succeeded }: KeyUse) => succeeded);
  const bad = uses.length - good.length;
  const failed = bad === 0 ? '' : ` ${bad} ${bad === 1 ? 'call' : 'calls'} failed.`;
  if (good.length === 0) return `The log of ${vault} shows no successful call.${failed}`;
  return `The log of ${vault} shows calls by M365DataAtRestEncryption: ${counted(good.map(({ operation }) => operation))}, ${span(good.map(({ at }) => at))}.${failed}`;
}

function ofRecords(records: Evidence['records']): string {
  if (isUnread(records)) return `The audit log could not be read: ${records.unread}`;
  if (records.length === 0)
    return 'The audit log has no record of type 69, which may be normal (unconfirmed).';
  const listed = counted(records.map(({ operation }: FeedRecord) => operation));
  const fallback = records.some(isFallback)
    ? ' Some of them seem to say that Microsoft’s availability key stood in: look whether both keys can be reached.'
    : '';
  return `The audit log has records of type 69: ${listed}, ${span(records.map(({ createdAt }) => createdAt))}.${fallback}`;
}

function ofVerdict(verdict: Evidence['verdict']): string {
  if (verdict === undefined) return '';
  if (isUnread(verdict)) return ` The test of the policy could not be run: ${verdict.unread}`;
  if (!verdict.healthy) return ` Test-M365DataAtRestEncryptionPolicy: ${verdict.problem}`;
  const raw = shortened(JSON.stringify(verdict.raw), 300);
  return ` Test-M365DataAtRestEncryptionPolicy printed (not documented): ${raw}`;
}

/** Exactly what was observed, where and when; what follows from it is for people to say. */
export const observed = (evidence: Evidence): string =>
  `Observed: ${[...evidence.vaults.map(ofVault), ofRecords(evidence.records)].join(' ')}${ofVerdict(evidence.verdict)}`;

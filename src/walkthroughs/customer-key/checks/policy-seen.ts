import { z } from 'zod';
import type { Entry } from '../../../core/ledger.ts';
import type { EncryptionPolicy } from '../../../gateways/encryption-policies.ts';
import { isUnread, type Unread } from '../../verdict.ts';
import type { Observation } from '../observation.ts';
import { minute } from './check.ts';
import { isSame } from '../same.ts';

/** What is known of the policy, and how. */
export interface PolicySeen {
  readonly found: Pick<EncryptionPolicy, 'name' | 'identity' | 'enabled' | 'keys'> | undefined;
  /** Every name that an assignment may call it by. */
  readonly names: readonly string[];
  /** Said after the evidence: empty where the bot has looked itself. */
  readonly word: string;
}

const Said = z.object({
  name: z.string().optional(),
  identity: z.string().optional(),
  guid: z.string().optional(),
  enabled: z.boolean().optional(),
  keys: z.array(z.string()).optional(),
});

const IDS = z.object({
  Guid: z.string().optional(),
  DistinguishedName: z.string().optional(),
  Id: z.string().optional(),
  ExchangeObjectId: z.string().optional(),
});

const textsOf = (value: unknown): readonly string[] => {
  const parsed = IDS.safeParse(value);
  return parsed.success ? Object.values(parsed.data).filter((text) => text !== undefined) : [];
};

type Attested = Entry & { readonly kind: 'attested' };

/** The newest word of somebody on a step. */
export const attestedOn = (history: readonly Entry[], step: string): Attested | undefined =>
  history.findLast((entry): entry is Attested => entry.kind === 'attested' && entry.step === step);

export const wordOf = ({ by, at }: Attested): string =>
  ` Attested by ${by.name}, ${minute(at)}; the bot cannot look.`;

export const NOBODY =
  'The bot cannot ask Exchange Online here, and nobody has attested it yet. Look with Get-M365DataAtRestEncryptionPolicy and Get-M365DataAtRestEncryptionPolicyAssignment.';

/** The policy as it was read, or as somebody attested it where the bot has no way to ask. */
export function policySeen(seen: Observation): PolicySeen | Unread {
  const { policies, asksExchange, history, answers } = seen;
  if (asksExchange) {
    if (isUnread(policies)) return policies;
    const found = policies?.find(({ name }) => isSame(name, answers.policy.name));
    const names = found ? [found.name, found.identity, ...textsOf(found.raw)] : [];
    return { found, names: names.filter(Boolean), word: '' };
  }
  const attested = attestedOn(history, 'policy');
  return attested === undefined ? { unread: NOBODY } : fromWord(attested, seen);
}

function fromWord(attested: Attested, { answers, branches }: Observation): PolicySeen {
  const said = Said.safeParse(attested.seen);
  const { name = answers.policy.name, identity = '', guid = '', ...rest } = said.data ?? {};
  // Whoever attests the step says that all of it is as its instructions demand.
  const { enabled = true, keys = branches.map(({ keyUri }) => keyUri) } = rest;
  const names = [name, identity, guid].filter(Boolean);
  const isOurs = isSame(name, answers.policy.name);
  return {
    found: isOurs ? { name, identity, enabled, keys } : undefined,
    names,
    word: wordOf(attested),
  };
}

import type { Source } from '../../../core/step.ts';
import type { Vault } from '../../../gateways/azure-vaults.ts';
import type { Key } from '../../../gateways/key-vault.ts';
import type { Severity } from '../../check.ts';
import { isUnread, type Unread, type Verdict } from '../../verdict.ts';
import type { BranchSeen, Observation } from '../observation.ts';

export { fail, note, pass, verdict } from '../../verdict.ts';

/** A verdict that may weigh less than its check does in general. */
export type Weighed = Verdict & { readonly severity?: Severity };

interface About {
  /** As in the reference, such as `KEY-3`. */
  readonly id: string;
  readonly severity: Severity;
  /** Where the installation decides how much it weighs. */
  weigh?(seen: Observation): Severity;
  readonly sentence: string;
  readonly fix: string;
  /** The step that puts it right; without `-1` and `-2` where each branch has one of its own. */
  readonly fixedBy?: string;
  /** False: these answers leave that step out, or it stops at this and a person has to act. */
  isFixed?(seen: Observation): boolean;
  readonly source?: Source;
}

/** A common mistake as a program check: of each way to the data by itself, or of both together. */
export type Check = About &
  (
    | { readonly per: 'branch'; judge(branch: BranchSeen, seen: Observation): Weighed }
    | { readonly per: 'site'; judge(seen: Observation): Weighed }
  );

/** Fails, but it works all the same. */
export const warn = (evidence: string): Weighed => ({
  kind: 'fail',
  evidence,
  severity: 'warning',
});

export const unread = (evidence: string): Weighed => ({ kind: 'unread', evidence });

/** Judges what was read; what was not read is neither pass nor fail. */
export const given = <T>(value: T | Unread, judge: (value: T) => Weighed): Weighed =>
  isUnread(value) ? unread(value.unread) : judge(value);

/** A vault that is not there has nothing to judge; KV-1 says that it is missing. */
export const ofVault = ({ vault, answer }: BranchSeen, judge: (vault: Vault) => Weighed): Weighed =>
  given(vault, (found) =>
    found === undefined ? unread(`There is no vault ${answer.vault} to look at.`) : judge(found),
  );

/** A key that is not there has nothing to judge; KEY-1 says that it is missing. */
export const ofKey = (branch: BranchSeen, judge: (key: Key) => Weighed): Weighed =>
  ofVault(branch, () =>
    given(branch.key, (found) =>
      found === undefined
        ? unread(`There is no key ${branch.answer.key} to look at.`)
        : judge(found),
    ),
  );

/** Lower case, no spaces: regions are written in several ways. */
export const placeOf = (name: string): string => name.toLowerCase().replaceAll(' ', '');

/** Where the vault is, or where it will be. */
export const locationOf = ({ vault, answer }: BranchSeen): string | Unread =>
  isUnread(vault) ? vault : placeOf(vault?.location ?? answer.location);

/** Names for a sentence; the rest is counted. */
export function listed(names: readonly string[], most = 5): string {
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ') || 'none'}${more}`;
}

/** `2026-11-20 08:30 UTC`: with the day, for it is evidence. */
export const minute = (iso: string | undefined): string =>
  iso === undefined ? 'an unknown time' : `${iso.slice(0, 16).replace('T', ' ')} UTC`;

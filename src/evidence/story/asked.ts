import type { Entry, Requested } from '../../core/ledger.ts';
import { plain } from '../../../cards/text.ts';
import type { Telling } from './telling.ts';
import { because, changeTold, listed, quoted, utc } from './words.ts';

type Of<Kind extends Entry['kind']> = Extract<Entry, { readonly kind: Kind }>;

/** A sentence, and what belongs under it. */
export interface Told {
  readonly says: string;
  readonly under?: readonly string[];
}

/** Entries that one deed wrote for several steps; there is always one. */
export type Together<One> = readonly [One, ...One[]];

const approvals = (count: number): string =>
  count === 1 ? 'one approval' : `${count} approvals of different people`;

/** What had to be fulfilled, by when, and under which policy. */
function demandsOf(telling: Telling, asked: Requested): readonly string[] {
  const { quorum, expiresAt, notBefore, phrase, groups = [], excludes = [], custody } = asked;
  const { stepUp, policy, check, replaces } = asked;
  return [
    `Needed: ${approvals(quorum)} until ${utc(expiresAt)}; without them, nothing is done.`,
    ...groups.map(({ id, name }) => `One of them from the group ${quoted(name)} (${plain(id)}).`),
    ...(notBefore === undefined ? [] : [`Not to be applied before ${utc(notBefore)}.`]),
    ...(phrase === undefined ? [] : [`Each approver has to type ${quoted(phrase)}.`]),
    ...(stepUp === undefined ? [] : ['Each approver has to sign in anew.']),
    ...(custody === undefined
      ? []
      : [`Under other people than the rest of ${quoted(custody.pair)}: ${quoted(custody.part)}.`]),
    ...excludes.map(({ id, why }) => `Does not count: ${telling.cast.known(id)}, ${quoted(why)}.`),
    ...(check === undefined
      ? []
      : [`It rests on a check of ${utc(check.at)} (SHA-256 ${plain(check.digest)}).`]),
    ...(policy === undefined ? [] : [telling.policy(policy)]),
    ...(replaces === undefined
      ? []
      : [
          `It replaces the plan ${plain(replaces.digest)}: ${replaces.difference.map(quoted).join(' ')}`,
        ]),
  ];
}

/** Which plan was put before whom. */
export function requested(telling: Telling, all: Together<Of<'requested'>>): Told {
  const [first] = all;
  return {
    says: `The approvers were asked as ${telling.ask(first.ask)} to decide on ${listed(all.map(({ step }) => telling.step(step)))}.`,
    under: all.flatMap((asked) => [
      `The plan of ${telling.step(asked.step)} (SHA-256 ${plain(asked.digest)}):`,
      ...asked.changes.map(changeTold),
      ...demandsOf(telling, asked),
    ]),
  };
}

/** Who said what to which plan, having seen which card. */
export function decided(telling: Telling, all: Together<Of<'decided'>>): Told {
  const [{ ask, by, onBehalfOf, verdict, reason, card, signedInAt, check }] = all;
  const { cast } = telling;
  const steps = listed(all.map(({ step }) => telling.step(step)));
  const whose = onBehalfOf === undefined ? '' : `, in the place of ${cast.called(onBehalfOf)},`;
  const groups = [...new Set(all.flatMap((each) => each.groups ?? []))];
  return {
    says: `${cast.called(by)}${whose} ${verdict} ${steps} of ${telling.ask(ask)}${because(reason)}.`,
    under: [
      ...all.map(({ digest }) => `The vote is for the plan ${plain(digest)}.`),
      card === undefined
        ? 'Which card was seen is not recorded: the vote was typed, or is from before cards were kept.'
        : telling.card(card),
      ...(check === undefined ? [] : [`The card rested on the check ${plain(check)}.`]),
      ...(groups.length === 0 ? [] : [`Counted for: ${groups.map((id) => plain(id)).join(', ')}.`]),
      ...(signedInAt === undefined ? [] : [`Signed in anew at ${utc(signedInAt)}.`]),
    ],
  };
}

export const expired = (telling: Telling, all: Together<Of<'expired'>>): Told => ({
  says: `${telling.ask(all[0].ask)} expired without enough approvals, so nothing was done for ${listed(all.map(({ step }) => telling.step(step)))}.`,
});

export const voided = (telling: Telling, all: Together<Of<'voided'>>): Told => ({
  says: `What was asked or approved in ${telling.ask(all[0].ask)} for ${listed(all.map(({ step }) => telling.step(step)))} stood no more.`,
  under: all.flatMap(({ difference }) => difference.map((each) => `Why: ${quoted(each)}.`)),
});

export const brokeGlass = (telling: Telling, all: Together<Of<'broke-glass'>>): Told => ({
  says: `${telling.cast.called(all[0].by)} went ahead with ${listed(all.map(({ step }) => telling.step(step)))} of ${telling.ask(all[0].ask)} without approval, as an emergency${because(all[0].reason)}.`,
  under: [`An approver had to review it until ${utc(all[0].reviewBy)}.`],
});

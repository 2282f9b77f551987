import type { ApprovalView } from '../../cards/views.ts';
import { requestersOf, type Decider } from '../core/approvals.ts';
import { findBar } from '../core/custody.ts';
import type { Entry } from '../core/ledger.ts';
import { approversOf } from '../core/quorum.ts';
import { standingOf, type Standing } from '../core/standing.ts';
import { approvalView, type Viewer } from './approval-view.ts';

/** Whoever is an approver, or decides for one who did not ask for it. */
export function viewerOf(
  { person, roles, behalf = [] }: Decider,
  entries: readonly Entry[],
): Viewer {
  const requesters = requestersOf(entries);
  if (requesters.has(person.id)) return roles.has('operator') ? 'requester' : 'reader';
  const decides = roles.has('approver') || behalf.some(({ id }) => !requesters.has(id));
  return decides ? 'approver' : 'reader';
}

/** Why a yes of these people would not count, where it would count for no step at all. */
function barsOf(
  { asks }: Standing,
  ask: number,
  { person, roles, behalf = [] }: Decider,
): readonly string[] {
  const people = [person, ...(roles.has('approver') ? [] : behalf.slice(0, 1))];
  const pending = asks.filter((asked) => asked.ask === ask && asked.state === 'pending');
  const bars = pending.map((step) => people.flatMap(({ id }) => findBar(step, id, asks) ?? []));
  return bars.every((why) => why.length > 0) ? [...new Set(bars.flat())] : [];
}

/** A yes that stands behind every open step needs no button to say it again. */
function hasApproved({ asks }: Standing, ask: number, { person, roles, behalf = [] }: Decider) {
  const people = [person, ...(roles.has('approver') ? [] : behalf.slice(0, 1))];
  return asks
    .filter((asked) => asked.ask === ask && asked.state === 'pending')
    .every(({ votes }) => people.some(({ id }) => approversOf(votes).has(id)));
}

/** A request as this person is to see it: their buttons only, and why some are missing. */
export function viewFor(
  run: string,
  entries: readonly Entry[],
  ask: number,
  by: Decider,
  problem?: string,
): ApprovalView {
  const standing = standingOf(entries);
  const viewer = viewerOf(by, entries);
  const notYou = viewer === 'approver' ? barsOf(standing, ask, by) : [];
  const view = approvalView(run, standing, ask, viewer, {
    viewer: by.person.id,
    ...(notYou.length === 0 ? {} : { notYou }),
    ...(problem === undefined ? {} : { problem }),
  });
  return hasApproved(standing, ask, by)
    ? { ...view, offers: view.offers.filter((offer) => offer !== 'approve') }
    : view;
}

import { expect } from 'expect';
import type { Role } from '../../src/core/people.ts';
import { viewFor } from '../../src/views/for-whom.ts';
import { ada, ben, cleo, dan } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { operator, stage } from '../fakes/stage.ts';

const decider = (person: typeof ben, ...roles: readonly Role[]) => ({
  ...{ person, roles: new Set(roles) },
});

suite('What is offered to whom', () => {
  async function halfApproved() {
    const on = stage([lampSetup(lampWorld(), { risk: 'sensitive' })]);
    const { run = '' } = await on.runs.start(
      'lamps',
      { lamp: 'north', colour: 'red' },
      operator(ada),
    );
    await on.runs.advance(run);
    await on.vote(run, 1, ben);
    return { run, entries: await on.runs.read(run) };
  }

  test('whoever has approved can still say no, and is asked for nothing twice', async () => {
    const { run, entries } = await halfApproved();
    const offers = (by: Parameters<typeof viewFor>[3]) => viewFor(run, entries, 1, by).offers;

    expect(offers(decider(ben, 'approver'))).toEqual(['reject']);
    expect(offers(decider(cleo, 'approver'))).toEqual(['approve', 'reject']);
    expect(offers(decider(ada, 'operator'))).toEqual(['withdraw']);
    expect(offers(decider(dan, 'analyst'))).toEqual([]);
  });

  test('a deputy is offered what whoever they stand in for has left to do', async () => {
    const { run, entries } = await halfApproved();
    const dans = (behalf: readonly (typeof ben)[]) =>
      viewFor(run, entries, 1, { ...decider(dan, 'analyst'), behalf }).offers;

    expect(dans([ben])).toEqual(['reject']);
    expect(dans([cleo])).toEqual(['approve', 'reject']);
  });
});

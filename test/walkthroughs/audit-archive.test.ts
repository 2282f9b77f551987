import { expect } from 'expect';
import { GatewayError } from '../../src/core/errors.ts';
import { standingOf } from '../../src/core/standing.ts';
import { remembering } from '../../src/core/walkthrough.ts';
import { CONTENT_TYPES } from '../../src/audit/record.ts';
import { auditArchive } from '../../src/walkthroughs/audit-archive/walkthrough.ts';
import { contentQuestion } from '../../src/walkthroughs/audit-archive/question.ts';
import { fakeAuditContent } from '../fakes/fake-audit-content.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';
import { fakeUnifiedAudit } from '../fakes/fake-unified-audit.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { operator, stage } from '../fakes/stage.ts';

function contoso({ ingesting = false, subscribed = [] as readonly string[] } = {}) {
  const clock = memoryClock();
  const content = fakeAuditContent(clock);
  content.world.subscriptions.clear();
  for (const type of subscribed) content.world.subscriptions.set(type, true);
  const unifiedAudit = fakeUnifiedAudit(ingesting);
  const walkthrough = auditArchive({ content, unifiedAudit });
  return { ...stage([walkthrough], clock), content, unifiedAudit, walkthrough };
}
type Contoso = ReturnType<typeof contoso>;

async function started(on: Contoso, contentTypes: readonly string[]): Promise<string> {
  const { run = '', kind } = await on.runs.start('audit-archive', { contentTypes }, operator(ada));
  expect(kind).toBe('recorded');
  await on.runs.advance(run);
  return run;
}

const answered = (input: string) => contentQuestion.read({}, { contentTypes: input });
const seen = { history: [], now: new Date('2026-11-21T12:00:00Z') };

suite('setting up the audit archive', () => {
  test('the log is switched on and each subscription started, after approval and not before', async () => {
    const on = contoso();
    const run = await started(on, ['Audit.General', 'Audit.Exchange']);
    expect([on.unifiedAudit.world.ingesting, on.content.world.subscriptions.size]).toEqual([
      false,
      0,
    ]);

    await on.vote(run, 1, ben);
    await on.vote(run, 1, cleo);
    await on.runs.advance(run);

    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
    expect(on.unifiedAudit.world.ingesting).toBe(true);
    expect([...on.content.world.subscriptions]).toEqual([
      ['Audit.General', true],
      ['Audit.Exchange', true],
    ]);
  });

  test('each change names the subscription that it starts, and starts no other', async () => {
    const on = contoso({ ingesting: true });
    const [, ...steps] = on.walkthrough.steps({ contentTypes: [...CONTENT_TYPES] }, remembering());
    const looking = { entries: [], ...seen };

    for (const [index, step] of steps.entries()) {
      const [change] = await step.check(looking);
      if (change?.kind !== 'automatic') throw new Error('Nothing to do?');
      await change.apply({ requestId: 'r' });

      expect(change.details.target).toBe(CONTENT_TYPES[index]);
      expect(change.summary).toContain(CONTENT_TYPES[index]);
      expect([...on.content.world.subscriptions.keys()]).toEqual(CONTENT_TYPES.slice(0, index + 1));
    }
  });

  test('what is on already is left alone, and the run is done', async () => {
    const on = contoso({ ingesting: true, subscribed: ['audit.general'] });

    const run = await started(on, ['Audit.General']);

    const { ended, asks } = standingOf(await on.runs.read(run));
    expect([ended, asks]).toEqual(['finished', []]);
  });

  test('the step for Audit.General is the one that auditing of Dynamics 365 has', () => {
    const on = contoso();

    const steps = on.walkthrough.steps({ contentTypes: [...CONTENT_TYPES] }, remembering());

    expect(steps.map(({ id, title }) => [id, title])).toEqual([
      ['ingestion-on', 'The tenant’s unified audit log is on'],
      ['feed-subscribed', 'The bot receives the tenant’s general audit records'],
      ['feed-subscribed-azureactivedirectory', 'The bot receives the tenant’s Entra audit records'],
      ['feed-subscribed-exchange', 'The bot receives the tenant’s Exchange audit records'],
      ['feed-subscribed-sharepoint', 'The bot receives the tenant’s SharePoint audit records'],
    ]);
  });

  test('content types are named as people name them; what is unknown is refused', async () => {
    const types = async (text: string) => {
      const reading = await answered(text);
      return reading.kind === 'answered' ? reading.answers['contentTypes'] : reading;
    };

    expect(await types('Exchange and General')).toEqual(['Audit.General', 'Audit.Exchange']);
    expect(await types('Audit.SharePoint,audit.general')).toEqual([
      'Audit.General',
      'Audit.SharePoint',
    ]);
    expect(await types('all')).toEqual(CONTENT_TYPES);
    expect(await types('general, exchagne')).toEqual({
      kind: 'refused',
      problem: expect.stringContaining('Did you mean exchange?'),
    });
    expect(await types('constructor')).toMatchObject({ kind: 'refused' });
    expect(await types(' , ')).toMatchObject({ kind: 'refused' });
  });

  test('unless somebody chooses otherwise it is Audit.General', async () => {
    const form = await contentQuestion.form({}, {});

    expect(form?.fields[0]).toMatchObject({ value: 'Audit.General', kind: 'many' });
    expect(form?.fields[0]?.options?.map(({ value }) => value)).toEqual(CONTENT_TYPES);
  });

  test('a subscription that goes later is told as drift, one that was not asked for is not', async () => {
    const on = contoso({ ingesting: true, subscribed: ['Audit.General'] });
    const answers = { contentTypes: ['Audit.General' as const] };
    const drift = () => on.walkthrough.drift?.(answers, remembering(), seen);
    expect((await drift())?.findings).toEqual([]);

    on.content.world.subscriptions.set('Audit.General', false);

    expect((await drift())?.findings.map(({ id }) => id)).toEqual(['A2']);
    on.content.world.auditing = false;
    on.unifiedAudit.world.ingesting = false;
    expect((await drift())?.findings.map(({ id }) => id)).toEqual(['A1', 'A2']);
  });

  test('a feed that does not answer is neither well nor ill', async () => {
    const on = contoso({ ingesting: true });
    const silence = new GatewayError('No answer.', { status: 503, transient: true });
    const content = { ...on.content, subscriptions: () => Promise.reject(silence) };
    const walkthrough = auditArchive({ content, unifiedAudit: on.unifiedAudit });

    const answers = { contentTypes: ['Audit.General' as const] };
    const drift = await walkthrough.drift?.(answers, remembering(), seen);
    const health = await walkthrough.health?.(answers, remembering(), seen);

    expect([drift?.findings, drift?.unread]).toEqual([[], ['A2']]);
    expect(JSON.stringify(health)).toContain('No answer.');
  });
});

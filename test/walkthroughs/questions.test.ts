import { expect } from 'expect';
import type { Data } from '../../src/core/data.ts';
import { GatewayError } from '../../src/core/errors.ts';
import type { Field, Reading } from '../../src/core/walkthrough.ts';
import {
  AREAS,
  areaIds,
  CUSTOM,
  tablesOf,
} from '../../src/walkthroughs/dynamics-auditing/areas.ts';
import { Answers } from '../../src/walkthroughs/dynamics-auditing/answers.ts';
import { dynamicsAuditing } from '../../src/walkthroughs/dynamics-auditing/walkthrough.ts';
import { turnOffAuditing } from '../../src/walkthroughs/dynamics-auditing/turn-off.ts';
import { undoAuditing } from '../../src/walkthroughs/dynamics-auditing/undo.ts';
import { chatStage } from '../fakes/chat-stage.ts';
import { fakeActivityFeed } from '../fakes/fake-activity-feed.ts';
import { fakeDataverse, table, type DataverseWorld } from '../fakes/fake-dataverse.ts';
import { ada } from '../fakes/fake-directory.ts';
import { environment, fakeEnvironments } from '../fakes/fake-environments.ts';
import { fakeLicences } from '../fakes/fake-licences.ts';
import { fakeUnifiedAudit } from '../fakes/fake-unified-audit.ts';
import { faulty } from '../fakes/faulty.ts';

const { id, name, url, apiUrl, organisationId, sku } = environment();
const CONTOSO = { environment: { id, name, url, apiUrl, organisationId, sku } };
const DEVELOPER = environment({
  id: 'eeeeeeee-0000-4000-8000-000000000002',
  name: 'Contoso Workshop',
  url: 'https://workshop.crm4.dynamics.com',
  sku: 'Developer',
});
const LITE = environment({ id: 'lite', name: 'Teams only', platformSku: 'Lite' });
const SLEEPING = environment({ id: 'sleeping', name: 'Asleep', state: 'Disabled' });

function contoso(more: Partial<DataverseWorld> = {}) {
  const dataverse = faulty(fakeDataverse(more));
  const environments = fakeEnvironments([environment(), DEVELOPER, LITE, SLEEPING]);
  const world = {
    environments,
    openDataverse: () => dataverse,
    unifiedAudit: fakeUnifiedAudit(),
    feed: fakeActivityFeed(),
    licences: fakeLicences(),
  };
  const setUp = dynamicsAuditing(world);
  const question = (wanted: string) => {
    const found = setUp.questions.find((each) => each.id === wanted);
    if (found === undefined) throw new Error(`There is no question ${wanted}.`);
    return found;
  };
  return { world, dataverse, environments, setUp, question };
}

type Input = Record<string, string>;
type Known = Record<string, Data>;

const reading = (
  on: ReturnType<typeof contoso>,
  question: string,
  input: Input,
  known: Known = CONTOSO,
) => on.question(question).read(known, input);

async function problem(
  on: ReturnType<typeof contoso>,
  question: string,
  input: Input,
  known?: Known,
) {
  const read: Reading = await reading(on, question, input, known);
  if (read.kind !== 'refused') throw new Error(`It was not refused: ${JSON.stringify(read)}`);
  return read.problem;
}

async function answers(
  on: ReturnType<typeof contoso>,
  question: string,
  input: Input,
  known?: Known,
) {
  const read: Reading = await reading(on, question, input, known);
  return read.kind === 'answered' ? read.answers : read;
}

async function fields(
  on: ReturnType<typeof contoso>,
  question: string,
  input: Input = {},
  known: Known = CONTOSO,
) {
  const form = await on.question(question).form(known, input);
  if (form === undefined) throw new Error('Nothing is asked.');
  const field = (wanted: string): Field | undefined =>
    form.fields.find((each) => each.id === wanted);
  return { ...form, field };
}

suite('Which environment', () => {
  test('is chosen by its place, name, address or id, however it is written', async () => {
    const on = contoso();

    for (const typed of [
      '1',
      name,
      ' contoso SALES ',
      'contoso.crm4.dynamics.com',
      id.toUpperCase(),
    ])
      expect(await answers(on, 'environment', { environment: typed }, {})).toEqual(CONTOSO);
  });

  test('is refused with what may have been meant', async () => {
    const on = contoso();

    expect(await problem(on, 'environment', { environment: 'contoso sale' }, {})).toContain(
      'Did you mean Contoso Sales',
    );
    expect(await problem(on, 'environment', { environment: 'CONTOSO SALE' }, {})).toContain(
      'Did you mean Contoso Sales',
    );
    expect(await problem(on, 'environment', { environment: 'Fabrikam Finance' }, {})).toContain(
      'Contoso Sales, Contoso Workshop',
    );
    expect(await problem(on, 'environment', { environment: '' }, {})).toBe(
      'Choose an environment.',
    );
    expect(await problem(on, 'environment', {}, {})).toBe('Choose an environment.');
    for (const typed of ['0', '3', '-1', '1.5', 'https://evil.example', '{}'])
      expect(await problem(on, 'environment', { environment: typed }, {})).toContain('no such');
  });

  test('is never guessed where two have the same name', async () => {
    const on = contoso();
    on.environments.world.environments = [environment(), { ...DEVELOPER, name: 'contoso sales' }];

    const says = await problem(on, 'environment', { environment: 'Contoso Sales' }, {});

    expect(says).toContain('contoso.crm4.dynamics.com');
    expect(says).toContain('workshop.crm4.dynamics.com');
    expect(
      await answers(on, 'environment', { environment: 'workshop.crm4.dynamics.com' }, {}),
    ).toMatchObject({
      environment: { id: DEVELOPER.id },
    });
  });

  test('is offered where it can be set up; what is left out is named with the reason', async () => {
    const on = contoso();

    const form = await fields(on, 'environment');

    expect(form.field('environment')?.options?.map(({ value }) => value)).toEqual([
      id,
      DEVELOPER.id,
    ]);
    expect(form.notes?.join()).toMatch(/Teams only.*Dataverse for Teams/);
    expect(form.notes?.join()).toMatch(/Asleep.*Disabled/);
    expect(await problem(on, 'environment', { environment: 'Teams only' }, {})).toContain(
      'no such',
    );
  });

  test('says what to do when none can be seen', async () => {
    const on = contoso();
    on.environments.world.environments = [];

    expect((await fields(on, 'environment')).notes?.join()).toContain('management application');
  });
});

suite('The role of the bot', () => {
  test('is asked about only where it lacks one', async () => {
    expect(await contoso().question('role').form(CONTOSO, {})).toBeUndefined();
    expect(await contoso({ caller: undefined }).question('role').form(CONTOSO, {})).toBeDefined();
  });

  test('takes every way of saying no for a no', async () => {
    const on = contoso({ caller: undefined });

    for (const reason of [
      'no',
      'No.',
      'NO!',
      'nope',
      'none',
      'skip',
      'by hand',
      'no, by hand',
      'No thanks',
      'no thank you.',
    ])
      expect(await answers(on, 'role', { reason })).toEqual({});
  });

  test('takes a reason as it was given, and refuses what is none', async () => {
    const on = contoso({ caller: undefined });

    expect(await answers(on, 'role', { reason: ' No audit trail exists, ticket 4711 ' })).toEqual({
      addRole: 'No audit trail exists, ticket 4711',
    });
    for (const reason of ['', 'ok', ' . ', '...', 'x'.repeat(301)])
      expect(await problem(on, 'role', { reason })).toContain('3 to 300');
    expect(await problem(on, 'role', {})).toContain('3 to 300');
  });
});

suite('Which tables', () => {
  test('areas are opened into the tables that the environment has and lets change', async () => {
    const on = contoso();

    expect(await answers(on, 'tables', { typed: 'common, sales and custom' })).toMatchObject({
      tables: ['account', 'contact', 'cr1_project', 'lead', 'opportunity'],
      columns: [],
      reads: true,
    });
  });

  test('a form and typing lead to the same answer', async () => {
    const on = contoso();

    const typed = await answers(on, 'tables', { typed: 'Common; incident' });
    const formed = await answers(on, 'tables', {
      areas: 'common',
      tables: 'incident',
      reads: 'yes',
      retention: 'keep',
      columns: '',
    });

    expect(formed).toEqual(typed);
    expect(Answers.safeParse({ ...CONTOSO, ...formed }).success).toBe(true);
  });

  test('everything the form offers can be typed as well', async () => {
    const on = contoso();

    const typed = await answers(on, 'tables', {
      typed: 'Common; changes only; keep 365 days; columns account.telephone1',
    });
    const formed = await answers(on, 'tables', {
      areas: 'common',
      reads: 'no',
      retention: '365',
      columns: 'account.telephone1',
    });

    expect(typed).toEqual(formed);
    expect(typed).toMatchObject({ reads: false, retentionDays: 365 });
    expect(await problem(on, 'tables', { typed: 'common; keep 5 days' })).toContain('periods');
    expect(await problem(on, 'tables', { typed: 'common; only changes' })).toContain('"only"');
  });

  test('a word that is no table is refused with what may have been meant, never dropped', async () => {
    const on = contoso();

    expect(await problem(on, 'tables', { typed: 'account, contct' })).toMatch(
      /"contct".*Did you mean.*contact/,
    );
    expect(await problem(on, 'tables', { typed: 'comon' })).toContain('common');
    expect(await problem(on, 'tables', { typed: 'account, zzzzzzzz' })).toContain('"zzzzzzzz"');
    expect(await problem(on, 'tables', { areas: 'common', tables: 'constructor' })).toContain(
      'constructor',
    );
    for (const typed of ['', ' , ;', 'and'])
      expect(await problem(on, 'tables', { typed })).toContain('at least one');
  });

  test('a hostile answer is refused at once', async () => {
    const many = Array.from({ length: 500 }, (_, index) => table(`cr1_table_number_${index}`));
    const on = contoso({ tables: new Map(many.map((each) => [each.logicalName, each])) });
    const since = performance.now();

    expect(await problem(on, 'tables', { typed: 'a'.repeat(4000) })).toContain('no table or area');
    expect(await problem(on, 'environment', { environment: 'b'.repeat(4000) }, {})).toContain(
      'no such',
    );

    expect(performance.now() - since).toBeLessThan(5000);
  });

  test('a locked table is refused by name', async () => {
    expect(await problem(contoso(), 'tables', { typed: 'account, calendar' })).toContain(
      'calendar is locked by its publisher',
    );
  });

  test('a period or a column that is not offered is refused', async () => {
    const on = contoso();
    const ask = (input: Input) => problem(on, 'tables', { areas: 'common', ...input });

    for (const retention of ['45', 'for ever', '0', '-2', '1e2', 'NaN'])
      expect(await ask({ retention })).toContain('periods offered');
    expect(await ask({ columns: 'telephone1' })).toContain('table and column');
    expect(await ask({ columns: 'account.telephone' })).toMatch(
      /Did you mean.*account\.telephone1/,
    );
    expect(await ask({ columns: 'nowhere.name' })).toContain('nowhere.name');
    expect(
      await answers(on, 'tables', {
        areas: 'common',
        retention: '-1',
        columns: 'account.telephone1',
      }),
    ).toMatchObject({
      retentionDays: -1,
      columns: ['account.telephone1'],
    });
  });

  test('a column locked by its publisher is refused before anything is planned', async () => {
    const on = contoso();
    on.dataverse.world.columns.get('account')?.push({
      logicalName: 'secret',
      type: 'String',
      audited: false,
      auditChangeable: false,
    });

    const says = await problem(on, 'tables', { areas: 'common', columns: 'account.secret' });

    expect(says).toContain('no column account.secret that can be audited');
  });

  test('searching again keeps everything that was chosen', async () => {
    const many = Array.from({ length: 150 }, (_, index) =>
      table(`cr1_t${String(index).padStart(3, '0')}`),
    );
    const on = contoso({
      tables: new Map([...many, table('zz_last')].map((each) => [each.logicalName, each])),
    });
    const input = {
      again: 'yes',
      areas: 'sales,service',
      tables: 'zz_last,cr1_t140',
      search: 't00',
      reads: 'no',
      retention: '365',
      columns: 'zz_last.name',
    };

    const read = await reading(on, 'tables', input);
    if (read.kind !== 'again') throw new Error('It was not asked again.');
    const form = await fields(on, 'tables', read.input);
    const wide = await fields(on, 'tables', { ...read.input, search: '' });

    for (const shown of [form, wide]) {
      expect(new Set(shown.field('tables')?.value?.split(','))).toEqual(
        new Set(['zz_last', 'cr1_t140']),
      );
      expect(shown.field('tables')?.options?.map(({ value }) => value)).toEqual(
        expect.arrayContaining(['zz_last', 'cr1_t140']),
      );
      expect(shown.field('tables')?.options?.length).toBeLessThanOrEqual(102);
    }
    expect(form.field('tables')?.options).toHaveLength(12);
    for (const field of ['areas', 'search', 'reads', 'retention', 'columns'] as const)
      expect(form.field(field)?.value).toBe(input[field]);
  });

  test('after a refusal the form still holds what was filled in', async () => {
    const on = contoso();
    const input = {
      areas: 'sales',
      tables: 'incident',
      reads: 'no',
      retention: '90',
      columns: 'nothing',
    };

    expect(await problem(on, 'tables', input)).toContain('nothing');
    const form = await fields(on, 'tables', input);

    for (const [field, value] of Object.entries(input))
      expect(form.field(field)?.value).toBe(value);
  });

  test('reads are offered in production only, and never recorded elsewhere', async () => {
    const on = contoso();
    const workshop = { environment: { ...CONTOSO.environment, sku: 'Developer' } };

    expect((await fields(on, 'tables')).field('reads')?.value).toBe('yes');
    expect((await fields(on, 'tables', {}, workshop)).field('reads')).toBeUndefined();
    expect(await answers(on, 'tables', { areas: 'common', reads: 'yes' }, workshop)).toMatchObject({
      reads: false,
    });
  });

  test('without a role the areas are taken as published, and a wrong name is still refused', async () => {
    const on = contoso();
    const denied = new GatewayError('No role.', { status: 403, transient: false });
    on.dataverse.failNext('listTables', denied, 3);

    expect(await answers(on, 'tables', { typed: 'marketing' })).toMatchObject({
      tables: ['campaign'],
    });
    expect(await problem(on, 'tables', { typed: 'DROP TABLE;--' })).toContain('not the name');
    expect((await fields(on, 'tables')).notes?.join()).toContain('cannot be read');
  });

  test('a service that does not answer is not taken for a missing role', async () => {
    const on = contoso();
    on.dataverse.failNext(
      'listTables',
      new GatewayError('Silence.', { status: 503, transient: true }),
    );

    await expect(reading(on, 'tables', { typed: 'marketing' })).rejects.toThrow('Silence.');
  });
});

suite('Areas', () => {
  /** Reference, sections 4.1 and 4.2: the union of the dialog's and the Security page's lists. */
  const PUBLISHED: Readonly<Record<string, string>> = {
    common:
      'account contact lead list product bulkoperation report salesliterature role systemuser goal goalrollupquery metric activitypointer',
    sales:
      'competitor invoice opportunity salesorder quote opportunitysalesprocess leadtoopportunitysalesprocess',
    marketing: 'campaign',
    service:
      'kbarticle incident feedback contract service queue queueitem translationprocess expiredprocess newprocess phonetocaseprocess knowledgearticle socialprofile',
    security: 'solution entity team position organization fieldsecurityprofile businessunit',
  };

  for (const [area, published] of Object.entries(PUBLISHED))
    test(`${area} has the published tables and no others`, () => {
      const tables = AREAS.find((each) => each.id === area)?.tables ?? [];

      expect(tables.toSorted()).toEqual(published.split(' ').toSorted());
    });

  test('custom tables are an area of their own, and no table is in two', () => {
    const all = AREAS.flatMap(({ tables }) => tables);

    expect(areaIds).toEqual([...Object.keys(PUBLISHED), CUSTOM]);
    expect(new Set(all).size).toBe(all.length);
  });

  test('what cannot be changed is left out, except where it is set already', () => {
    const on = { audit: true, read: true, readMultiple: true };
    const tables = [
      table('account', { auditChangeable: false }),
      table('contact', { customizable: false }),
      table('lead', { customizable: false, auditChangeable: false, flags: on }),
      table('list', { auditChangeable: false, flags: { ...on, read: false } }),
    ];

    expect(tablesOf('common', tables).map(({ logicalName }) => logicalName)).toEqual([
      'lead',
      'list',
    ]);
  });
});

suite('The set-up conversation for Dynamics', () => {
  function talking(more: Partial<DataverseWorld> = {}) {
    const on = contoso(more);
    const stage = chatStage((past) => [
      on.setUp,
      undoAuditing(on.world, past),
      turnOffAuditing(on.world),
    ]);
    return { ...on, ...stage };
  }

  test('typed answers lead to a plan that names every change, and nothing is touched', async () => {
    const on = talking();

    await on.says(ada, 'set up dynamics auditing');
    const tables = await on.says(ada, 'contoso sales');
    const plan = (await on.says(ada, 'common, cr1_project')).join('\n');

    expect(tables.join()).toContain('What to audit in Contoso Sales');
    for (const words of [
      'Account (account)',
      'Contact (contact)',
      'Project (cr1_project)',
      'Publish',
      'Start auditing',
    ])
      expect(plan).toContain(words);
    expect(on.dataverse.world.writes).toEqual([]);
  });

  test('without a role the reason is asked for, and a sentence is not taken for a command', async () => {
    const on = talking({ caller: undefined });

    await on.says(ada, 'set up dynamics auditing');
    const role = await on.says(ada, 'Contoso Sales');
    const tables = await on.says(ada, 'Health data is read here, ticket 4711.');
    const plan = (await on.says(ada, 'common')).join('\n');

    expect(role.join()).toContain('has no role');
    expect(tables.join()).toContain('What to audit');
    expect(plan).toContain('Health data is read here, ticket 4711');
  });

  test('an environment that vanished is refused while the question stays open', async () => {
    const on = talking();
    await on.says(ada, 'set up dynamics auditing');

    const refused = await on.says(ada, 'Fabrikam');
    const next = await on.says(ada, 'Contoso Sales');

    expect(refused.join()).toContain('I know no such environment');
    expect(next.join()).toContain('What to audit');
  });

  test('the undo of a run that is not there is refused with a sentence', async () => {
    const on = talking();

    expect((await on.says(ada, 'undo 222222')).join()).toContain('no Dynamics auditing run 222222');
  });

  test('turning off is never done by the bot, and what follows from it is said', async () => {
    const on = talking();
    on.dataverse.world.organisation = { ...on.dataverse.world.organisation, auditing: true };

    await on.says(ada, 'turn off auditing');
    const what = await on.says(ada, 'Contoso Sales');
    const again = await on.says(ada, 'everything');
    const plan = (await on.says(ada, 'environment')).join('\n');

    expect(what.join()).toContain('What shall be switched off?');
    expect(again.join()).toContain('Answer environment or tenant');
    expect(plan).toContain('One-way door');
    expect(plan).toContain('nothing is touched yet. 1 change by hand.');
  });
});

import { suggest } from '../../../core/suggest.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { Form, Question, Reading } from '../../../core/walkthrough.ts';
import type { Table } from '../../../gateways/dataverse.ts';
import { AREAS, areaIds, isAuditable, tablesOf } from '../areas.ts';
import { isProduction } from '../steps/environment-fit.ts';
import type { World } from '../world.ts';
import { environmentIn } from './role.ts';
import {
  areaOption,
  areasIn,
  columnsField,
  notesFor,
  PERIODS,
  readsField,
  retentionField,
  searchField,
  SHOWN,
  tableField,
  words,
  type Input,
} from './tables-form.ts';
import { asForm } from './tables-typed.ts';

/** No name in Dataverse is longer; comparing longer words takes long for nothing. */
const LONGEST = 64;

/** What can be known of the environment; undefined while the bot has no role there. */
async function known(world: World, apiUrl: string) {
  const dataverse = world.openDataverse(apiUrl);
  try {
    const [tables, organisation] = await Promise.all([
      dataverse.listTables(),
      dataverse.getOrganisation(),
    ]);
    return { tables, organisation };
  } catch (error) {
    if (error instanceof GatewayError && !error.transient) return undefined;
    throw error;
  }
}

export const tablesQuestion = (world: World): Question => ({
  id: 'tables',
  async form(answers, input): Promise<Form> {
    const environment = environmentIn(answers);
    const found = await known(world, environment.apiUrl);
    const auditable = found?.tables
      .filter(isAuditable)
      .toSorted((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
    const isLong = auditable !== undefined && auditable.length > SHOWN;
    return {
      title: `What to audit in ${environment.name}`,
      intro: ['Choose whole areas, single tables, or both. What is set already is left alone.'],
      fields: [
        {
          id: 'areas',
          label: 'Areas',
          kind: 'many',
          options: areasIn(found?.tables).map((area) => areaOption(area, found?.tables)),
          value: input['areas'] ?? 'common',
        },
        ...(auditable === undefined ? [] : [tableField(auditable, input)]),
        ...(isLong ? [searchField(input)] : []),
        ...(isProduction(environment.sku) ? [readsField(input)] : []),
        retentionField(found?.organisation, input),
        columnsField(input),
      ],
      typed: 'typed',
      example: 'common, sales, con_contractreview; changes only; keep 365 days',
      notes: notesFor(found?.tables),
      ...(isLong ? { again: { title: 'Search' } } : {}),
    };
  },
  async read(answers, given): Promise<Reading> {
    if (given['again'] !== undefined) return { kind: 'again', input: given };
    const input = asForm(given);
    const environment = environmentIn(answers);
    const found = await known(world, environment.apiUrl);
    const named = [...words(input['areas']), ...words(input['tables'])];
    const reads = isProduction(environment.sku) && input['reads'] !== 'no';
    const problem =
      unknownAmong(named, found?.tables) ?? retentionProblem(input) ?? columnProblem(input);
    if (problem !== undefined) return { kind: 'refused', problem };
    const tables = expand(named, found?.tables);
    if (tables.length === 0)
      return { kind: 'refused', problem: 'Choose at least one area or table.' };
    const columns = words(input['columns']);
    const missing = await missingColumn(world, environment.apiUrl, columns, found !== undefined);
    if (missing !== undefined) return { kind: 'refused', problem: missing };
    const days = input['retention'] ?? 'keep';
    return {
      kind: 'answered',
      answers: {
        tables,
        columns,
        reads,
        ...(days === 'keep' ? {} : { retentionDays: Number(days) }),
      },
    };
  },
});

/** An unknown word is refused with suggestions, never dropped. */
function unknownAmong(named: readonly string[], tables: readonly Table[] | undefined) {
  if (tables === undefined) {
    const bad = named.find((name) => !/^[a-z][a-z0-9_]*$/.test(name));
    return bad === undefined ? undefined : `"${bad}" is not the name of a table.`;
  }
  const byName = new Map(tables.map((table) => [table.logicalName, table]));
  for (const name of named) {
    const table = byName.get(name);
    if (areaIds.includes(name) || (table !== undefined && isAuditable(table))) continue;
    if (table !== undefined)
      return `Table ${name} is locked by its publisher and cannot be audited. Leave it out.`;
    const meant = suggest(name.slice(0, LONGEST), [...areaIds, ...byName.keys()]);
    const hint = meant.length > 0 ? ` Did you mean ${meant.join(', ')}?` : '';
    return `There is no table or area "${name}" here.${hint}`;
  }
  return undefined;
}

function expand(named: readonly string[], tables: readonly Table[] | undefined): string[] {
  const names = named.flatMap((name) => {
    if (!areaIds.includes(name)) return [name];
    if (tables !== undefined) return tablesOf(name, tables).map(({ logicalName }) => logicalName);
    return AREAS.find(({ id }) => id === name)?.tables ?? [];
  });
  return [...new Set(names)].sort();
}

function retentionProblem(input: Input): string | undefined {
  const days = input['retention'] ?? 'keep';
  return days === 'keep' || PERIODS.includes(days)
    ? undefined
    : `Choose one of the periods offered: keep, ${PERIODS.join(', ')} days.`;
}

function columnProblem(input: Input): string | undefined {
  const bad = words(input['columns']).find(
    (name) => !/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(name),
  );
  return bad && `"${bad}" is not a column. Write table and column, such as account.telephone1.`;
}

async function missingColumn(
  world: World,
  apiUrl: string,
  columns: readonly string[],
  readable: boolean,
) {
  if (!readable || columns.length === 0) return undefined;
  const dataverse = world.openDataverse(apiUrl);
  const owners = [...new Set(columns.map((name) => name.split('.')[0] ?? ''))];
  const lists = await Promise.all(
    owners.map(async (table) => {
      const exists = await dataverse.findTable(table);
      const found = exists === undefined ? [] : await dataverse.listColumns(table);
      return found
        .filter(({ audited, auditChangeable }) => audited || auditChangeable)
        .map(({ logicalName }) => `${table}.${logicalName}`);
    }),
  );
  const all = lists.flat();
  const bad = columns.find((name) => !all.includes(name));
  if (bad === undefined) return undefined;
  const meant = suggest(bad.slice(0, 2 * LONGEST), all);
  return `There is no column ${bad} that can be audited.${meant.length > 0 ? ` Did you mean ${meant.join(', ')}?` : ''}`;
}

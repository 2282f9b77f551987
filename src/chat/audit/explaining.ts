import { reportCard } from '../../../cards/report-card.ts';
import type { AnswerView, ReportView } from '../../../cards/views.ts';
import { escaped } from '../../../cards/text.ts';
import type { Definition, Definitions } from '../../audit/definitions.ts';
import { explain, setsOf } from '../../audit/explain.ts';
import type { Row } from '../../audit/figures.ts';
import type { AuditQuery } from '../../audit/query.ts';
import { suggest } from '../../core/suggest.ts';
import { text, type Reply } from '../chat.ts';
import { say } from '../lists.ts';
import type { AuditChat } from './audit-chat.ts';

const FAMILIES = ['reports', 'verbs', 'actors', 'workloads'] as const;
type Family = (typeof FAMILIES)[number];

const FIELD = { report: 'reports', verb: 'verbs' } as const;

interface Named {
  readonly family: Family;
  readonly definition: Definition;
}

/** Definitions that the question itself names as what is counted. */
function namedIn({ filters }: AuditQuery, definitions: Definitions): readonly Named[] {
  return filters.flatMap(({ field, values }) => {
    if (field !== 'report' && field !== 'verb') return [];
    const family = FIELD[field];
    return values.flatMap((value) => {
      const definition = definitions[family].find(({ id }) => id === value);
      return definition === undefined ? [] : [{ family, definition }];
    });
  });
}

const sourceOf = ({ source, date, confidence }: Definition): string =>
  `Source: ${source}, ${date}; ${confidence}.`;

/** What a report in the question means exactly, with where that is from. */
export const exactFilters = (query: AuditQuery, definitions: Definitions): readonly string[] =>
  namedIn(query, definitions)
    .filter(({ family }) => family === 'reports')
    .map(({ definition }) => {
      const sets = setsOf(definition, definitions).map(({ name }) => name);
      const more =
        sets.length === 0 ? '' : ` Names in capitals are sets: type explain ${definition.id}.`;
      return `Report “${definition.title}”: ${explain(definition)}.${more} ${sourceOf(definition)}`;
    });

const ROW = 'explain#';

/** Rows of the card that lead to the exact filters. */
export const explainRows = (query: AuditQuery, definitions: Definitions): AnswerView['closer'] =>
  namedIn(query, definitions).map(({ family, definition: { id, title } }) => ({
    value: `${ROW}${family}/${id}`,
    title: `The exact filter of “${title}”`,
  }));

/** The name in a row of the card; undefined for other rows. */
export const explainedIn = (row: string): string | undefined =>
  row.startsWith(ROW) ? row.slice(ROW.length) : undefined;

function findNamed(definitions: Definitions, said: string): Named | undefined {
  const name = said.trim().toLowerCase();
  for (const family of FAMILIES) {
    const definition = definitions[family].find(({ id, title }) =>
      [`${family}/${id}`, id, title.toLowerCase()].includes(name),
    );
    if (definition !== undefined) return { family, definition };
  }
  return undefined;
}

function unknown(definitions: Definitions, said: string): Reply {
  const names = FAMILIES.flatMap((family) => definitions[family].map(({ id }) => id));
  const near = suggest(said.trim().toLowerCase(), names);
  const meant = near.length === 0 ? '' : ` Did you mean: ${escaped(near.join(', '))}?`;
  return text(`Nothing is defined by that name.${meant} Type reports to see all reports.`);
}

/** `explain accessed custom entity`: its filter, the sets in it, and what no definition knows. */
export async function explainReply(audit: AuditChat, said: string): Promise<readonly Reply[]> {
  const named = findNamed(audit.definitions, said);
  if (named === undefined) return [unknown(audit.definitions, said)];
  const strangers = await unmatched(audit);
  return [{ kind: 'card', card: reportCard(viewOf(named, audit.definitions, strangers)) }];
}

const DAYS = 30;

/** Messages of the last days that no verb knows; no person is named by them. */
async function unmatched({ desk, resolve, now, zone }: AuditChat): Promise<readonly Row[]> {
  const at = now();
  const named = { kind: 'last', unit: 'day', count: DAYS } as const;
  const period = resolve({ from: at.toISOString(), to: at.toISOString(), zone, named }, at);
  const { figures } = await desk.answer({
    ...{ count: 'records', filters: [], period, by: ['verb'] },
    ...{ order: 'most', limit: 1, compare: false },
  });
  return figures.unmatched ?? [];
}

const SHOWN = 40;

function listed(values: readonly string[]): string {
  const shown = values.slice(0, SHOWN).map((value) => (value === '' ? '(empty)' : value));
  const left = values.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? `, and ${left} more in the definitions file` : ''}`;
}

function viewOf(
  { family, definition }: Named,
  definitions: Definitions,
  strangers: readonly Row[],
): ReportView {
  const sets = setsOf(definition, definitions);
  return {
    title: definition.title,
    intro: definition.says,
    sections: [
      { heading: 'Exact filter', lines: [explain(definition), sourceOf(definition)] },
      ...sets.map(({ name, title, values }) => ({
        heading: `${name}: ${title}`,
        lines: [listed(values)],
      })),
      {
        heading: `Messages of the last ${DAYS} days that no verb knows`,
        lines: strangers.length === 0 ? ['None.'] : [listed(strangers.map(({ key }) => key))],
      },
    ],
    actions: family === 'reports' ? [say('Ask it', `report: ${definition.id}, last 30 days`)] : [],
  };
}

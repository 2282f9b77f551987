import { z } from 'zod';
import { Settings, type About } from './settings.ts';

const About = z.object({
  about: z.string(),
  otherwise: z.string(),
  example: z.string(),
  feature: z.string(),
}) satisfies z.ZodType<About>;

const MARK = /<!-- settings -->[\s\S]*<!-- \/settings -->/;

const shown = (text: string): string => (/^[^ `]+$/.test(text) ? `\`${text}\`` : text);

type Row = readonly string[];

const HEADING: Row = ['setting', 'what it does', 'otherwise', 'example', 'needed for'];

const aboutOf = (form: z.ZodType): About => About.parse(form.meta());

const rowOf = ([name, form]: [string, z.ZodType]): Row => {
  const { about, otherwise, example, feature } = aboutOf(form);
  return [`\`${name}\``, about, shown(otherwise), shown(example), feature];
};

/** Columns are padded as Prettier does it, so that both agree on the README. */
function lines(rows: readonly Row[]): readonly string[] {
  const widths = HEADING.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: Row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [heading = [], ...rest] = rows;
  return [line(heading), rule, ...rest.map(line)];
}

/** All settings as a Markdown table, between the marks that the README has. */
export function settingsTable(): string {
  const rows = [HEADING, ...Object.entries<z.ZodType>(Settings.shape).map(rowOf)];
  return ['<!-- settings -->', '', ...lines(rows), '', '<!-- /settings -->'].join('\n');
}

/** The README with the present table; undefined when it has no place for one. */
export const withSettingsTable = (readme: string): string | undefined =>
  MARK.test(readme) ? readme.replace(MARK, () => settingsTable()) : undefined;

/** A `.env` to start from: everything there is, nothing set. */
export function dotenvExample(): string {
  const entries = Object.entries<z.ZodType>(Settings.shape).map(([name, form]) => {
    const { about, otherwise, example } = aboutOf(form);
    return `# ${about}\n# Otherwise: ${otherwise}. Example: ${example}\n# ${name}=\n`;
  });
  return `# Copy to .env and take the # away from what you set. The README has the same as a table.\n\n${entries.join('\n')}`;
}

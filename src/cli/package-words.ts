import { z } from 'zod';

/**
 * Checks a language file against the vendor's schema for it. Done by hand, because some of that
 * schema's patterns are no expressions that `ajv` can read (`]` unescaped under the `u` flag).
 */

const Rule = z.looseObject({ maxLength: z.number().optional() });
const Schema = z.looseObject({
  properties: z.record(z.string(), Rule),
  patternProperties: z.record(z.string(), Rule),
});

const Words = z.record(z.string(), z.string());

/** What is wrong with the file of one language, in sentences. */
export function wordFaults(words: unknown, manifest: unknown, schema: unknown): readonly string[] {
  const texts = Object.entries(Words.parse(words)).filter(([path]) => path !== '$schema');
  const rules = Schema.parse(schema);
  return texts.flatMap(([path, text]) => {
    const rule = findRule(rules, path);
    if (rule === undefined) return [`${path} cannot be translated.`];
    if (typeof valueAt(manifest, path) !== 'string')
      return [`${path} is translated, but is not in the manifest.`];
    const most = rule.maxLength ?? text.length;
    return text.length > most ? [`${path} has to have at most ${most} letters.`] : [];
  });
}

const findRule = (schema: z.infer<typeof Schema>, path: string) =>
  Object.hasOwn(schema.properties, path)
    ? schema.properties[path]
    : Object.entries(schema.patternProperties).find(([form]) => new RegExp(form).test(path))?.[1];

/** `bots[0].commandLists[1]` and so on, or undefined where there is no such thing. */
const valueAt = (document: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .reduce<unknown>((value, part) => memberOf(value, part), document);

const Branch = z.record(z.string(), z.unknown());

function memberOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value[Number(name)];
  const branch = Branch.safeParse(value);
  return branch.success ? branch.data[name] : undefined;
}

import type { Call } from './org.ts';
import { badQuery } from './refused.ts';

/** `Target=@t,PagingInfo=@p` with `@t` and `@p` looked up in the query. */
export function argumentsOf(call: Call, text: string): ReadonlyMap<string, string> {
  const { searchParams } = call.request.url;
  return new Map(
    text.split(/,(?=\w+=)/).map((argument) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(argument.trim()) ?? [];
      if (name === undefined || value === undefined)
        throw badQuery(`The argument '${argument}' cannot be read.`);
      const given = value.startsWith('@') ? searchParams.get(value) : value;
      if (given === null) throw badQuery(`The parameter alias '${value}' was not provided.`);
      return [name, given];
    }),
  );
}

export function getArgument(given: ReadonlyMap<string, string>, name: string): string {
  const value = given.get(name);
  if (value === undefined) throw badQuery(`The argument '${name}' is required.`);
  return value;
}

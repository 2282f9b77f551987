/** Milliseconds of an ISO time; throws on anything else, before it is stored. */
export function millis(time: string): number {
  const milliseconds = Date.parse(time);
  if (Number.isNaN(milliseconds)) throw new Error(`"${time}" is not an ISO time.`);
  return milliseconds;
}

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

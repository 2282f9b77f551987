/** One key has many addresses: with a version, a port or a slash, in any letter case. */
export function keyAddress(address: string): string {
  if (!URL.canParse(address)) return address.trim().toLowerCase();
  const { origin, pathname } = new URL(address);
  const [collection = '', name = ''] = pathname.split('/').filter(Boolean);
  return `${origin}/${collection}/${name}`.toLowerCase();
}

/** Whether both name the same keys, in whatever order. */
export function sameKeys(one: readonly string[], other: readonly string[]): boolean {
  const wanted = new Set(other.map(keyAddress));
  const given = new Set(one.map(keyAddress));
  return given.size === wanted.size && [...given].every((key) => wanted.has(key));
}

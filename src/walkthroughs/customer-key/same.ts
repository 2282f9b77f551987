/** As Azure and Exchange Online compare names and ids: without regard to letter case. */
export const isSame = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase();

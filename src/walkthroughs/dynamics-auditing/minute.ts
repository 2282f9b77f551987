/** `2026-11-20 08:30 UTC`: as exact as a person compares, with the day, for it is evidence. */
export const minute = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

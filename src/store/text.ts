/** Words from outside as PostgreSQL can keep them: no NUL, no half of a surrogate pair. */
export const storable = (text: string): string => text.replaceAll('\u0000', ' ').toWellFormed();

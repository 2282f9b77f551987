import { z } from 'zod';

/** A boolean whose changeability a publisher can take away. */
export const Managed = z.object({
  Value: z.boolean(),
  CanBeChanged: z.boolean(),
  ManagedPropertyLogicalName: z.string().nullable(),
});
export type Managed = z.infer<typeof Managed>;

export const managed = (Value: boolean, name: string, CanBeChanged = true): Managed => ({
  Value,
  CanBeChanged,
  ManagedPropertyLogicalName: name,
});

export const LocalizedLabel = z.object({
  Label: z.string().nullable(),
  LanguageCode: z.number().int(),
  IsManaged: z.boolean().nullish(),
  MetadataId: z.string().nullish(),
  HasChanged: z.boolean().nullish(),
});
export type LocalizedLabel = z.infer<typeof LocalizedLabel>;

export const Label = z.object({
  LocalizedLabels: z.array(LocalizedLabel),
  UserLocalizedLabel: LocalizedLabel.nullish(),
});
export type Label = z.infer<typeof Label>;

const ENGLISH = 1033;
const GERMAN = 1031;

/** A label as the service gives it: the languages, and the one of the user again. */
export const labelOf = (localized: readonly LocalizedLabel[]): Label => ({
  LocalizedLabels: [...localized],
  UserLocalizedLabel: localized.find(({ LanguageCode }) => LanguageCode === ENGLISH) ?? null,
});

/** A seeded label in the two languages of the tenant. */
export const label = (
  english: string,
  german: string,
  id: (language: string) => string,
  isManaged: boolean,
): Label => {
  const localized = (Label: string, LanguageCode: number): LocalizedLabel => ({
    Label,
    LanguageCode,
    IsManaged: isManaged,
    MetadataId: id(String(LanguageCode)),
    HasChanged: null,
  });
  return labelOf([localized(english, ENGLISH), localized(german, GERMAN)]);
};

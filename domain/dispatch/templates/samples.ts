import type { Template, TemplateValues, ValueKind } from './template.ts';

const LETTER = '0'.repeat(64);

const SAMPLES: Readonly<Record<ValueKind, string | number>> = {
  day: '2026-12-30T15:00:00.000Z',
  count: 3,
  letter: LETTER,
};

/** Values with which a template is shown before it is ever used. */
export const sampleValues = (
  template: Template,
): { readonly values: TemplateValues; readonly letters: ReadonlyMap<string, string> } => ({
  values: Object.fromEntries(
    Object.entries(template.values).map(([name, kind]) => [name, SAMPLES[kind]]),
  ),
  letters: new Map([[LETTER, '（ここに通知書の全文が入ります）']]),
});

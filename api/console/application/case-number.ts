import type { NumberRange } from '../../../db/inspection/case-search.ts';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Tells whether a text can be the number of an application. */
export const isApplicationId = (text: string): boolean => ID.test(text);

const dashed = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  );

/**
 * Reads what people type to find an application: the whole number, its beginning from eight digits
 * on, or the short form `019ad7f2 … 8192` in any spelling. Full-width digits count as plain ones.
 */
export function readNumber(typed: string): NumberRange | undefined {
  const plain = typed.normalize('NFKC').toLowerCase().trim();
  const [, start = '', ending = ''] =
    /^([0-9a-f-]{8,36})(?:\s*(?:…|\.{2,3}|\s)\s*([0-9a-f]{4}))?$/.exec(plain) ?? [];
  const hex = start.replaceAll('-', '');
  if (hex.length < 8 || hex.length > 32) return undefined;
  return { from: dashed(hex.padEnd(32, '0')), to: dashed(hex.padEnd(32, 'f')), ending };
}

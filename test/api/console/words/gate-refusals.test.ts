import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf, refusalText } from '../../../../api/console/application/refusal-view.ts';
import {
  gateRefusals,
  refusalPage,
  unknownRefusal,
} from '../../../../api/console/words/gate-refusals.ts';
import {
  CERTIFICATE_MISMATCH,
  gateChecks,
  isTriedAgain,
  type OrderRefusal,
} from '../../../../domain/issuance/order-states.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const CODES = [...Object.keys(gateChecks), CERTIFICATE_MISMATCH] as OrderRefusal[];

describe('gateRefusals', () => {
  it('has words for each check of the gate and for what the office does not believe', () => {
    expect(Object.keys(gateRefusals).toSorted()).toEqual(CODES.toSorted());
  });

  it('tells two checks apart by their words', () => {
    expect(new Set(CODES.map((code) => gateRefusals[code].means.ja)).size).toBe(CODES.length);
    expect(new Set(CODES.map((code) => gateRefusals[code].means.en)).size).toBe(CODES.length);
  });

  it('stands on the page that it names, with what is tried again and what is parked', () => {
    expect(existsSync(join(ROOT, refusalPage))).toBe(true);
    const lines = readFileSync(join(ROOT, refusalPage), 'utf8').split('\n');
    for (const code of CODES) {
      const [line = '', ...more] = lines.filter((text) => text.startsWith(`| \`${code}\``));
      expect(more).toEqual([]);
      expect(line).toContain(gateRefusals[code].means.en);
      expect(line).toContain(gateRefusals[code].next.ja);
      expect(line).toMatch(isTriedAgain(code) ? /tried again +\|$/ : /parked +\|$/);
    }
  });

  it.each(['madeUp', '__proto__', 'toString'])(
    'has words for what it does not know: %s',
    (code) => {
      expect(refusalOf(code)).toBe(unknownRefusal);
      expect(refusalText(code).ja).toContain(refusalPage);
    },
  );
});

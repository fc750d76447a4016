import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishedCrls } from '../../../api/repository/published-crls.ts';

const KEY = 'a'.repeat(40);

describe('publishedCrls', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lists-'));
    mkdirSync(join(dir, 'crls', KEY, '0'), { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('reads an archive again when it has changed, and no oftener, however often somebody asks', () => {
    const archived = (number: number) =>
      writeFileSync(join(dir, 'crls', KEY, '0', `${number}.crl`), '');
    archived(9);
    archived(10);
    const crls = publishedCrls(dir);
    const first = crls.archive(KEY, '0');
    expect(first.map(({ number }) => number)).toEqual(['10', '9']);
    expect(crls.archive(KEY, '0')).toBe(first);
    archived(11);
    expect(crls.archive(KEY, '0').map(({ number }) => number)).toEqual(['11', '10', '9']);
    expect(crls.archive(KEY, '1')).toEqual([]);
  });
});

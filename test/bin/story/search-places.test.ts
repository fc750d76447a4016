import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, holdsOneOf, writtenWays } from '../../../bin/story/search-places.ts';

const SECRET = Buffer.from('7KQ2M9XHTRVB4WZ6');

const isFound = (place: Uint8Array): boolean =>
  writtenWays(SECRET).some((mark) => Buffer.from(place).includes(mark));

describe('the search for a secret', () => {
  it.each([
    ['as it is', Buffer.concat([Buffer.from('code: '), SECRET])],
    ['in hexadecimal', Buffer.from(`\\x${SECRET.toString('hex')}`)],
    ['in upper case', Buffer.from(SECRET.toString('hex').toUpperCase())],
  ])('finds it %s', (_, place) => {
    expect(isFound(place)).toBe(true);
  });

  it.each([0, 1, 2, 3, 4, 5])('finds it in Base64 after %i octets', (before) => {
    const place = Buffer.concat([Buffer.alloc(before, 'x'), SECRET, Buffer.from('and more')]);
    expect(isFound(Buffer.from(place.toString('base64')))).toBe(true);
    expect(isFound(Buffer.from(place.toString('base64url')))).toBe(true);
  });

  it.each(['\n', '\r\n', '=\r\n'])('finds it where a line ends in it by %j', (end) => {
    const base64 = Buffer.concat([SECRET, SECRET]).toString('base64');
    for (const text of [SECRET.toString(), base64]) {
      const place = Buffer.from(`${text.slice(0, 11)}${end}${text.slice(11)}`);
      expect(holdsOneOf(place, writtenWays(SECRET))).toBe(true);
    }
    const other = Buffer.from(`7KQ2M9XHTRV${end}B4WZ5`);
    expect(holdsOneOf(other, writtenWays(SECRET))).toBe(false);
  });

  it('does not find what is not there', () => {
    expect(isFound(Buffer.from('7KQ2M9XHTRVB4WZ5'))).toBe(false);
  });

  it('reads every file below a folder', () => {
    const dir = mkdtempSync(join(tmpdir(), 'toroku-search-'));
    writeFileSync(join(dir, 'a.log'), SECRET);
    expect([...filesBelow(dir).values()]).toEqual([SECRET]);
    rmSync(dir, { recursive: true });
  });
});

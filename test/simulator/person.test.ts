import { describe, expect, it } from 'vitest';

import { attributesOf, createPerson, encodedBirthDate } from '../../simulator/person.ts';
import { PLACES } from '../../simulator/places.ts';

describe('createPerson', () => {
  it('draws the same person from the same seed, and another without one', () => {
    expect(createPerson({ seed: 'a' })).toEqual(createPerson({ seed: 'a' }));
    expect(createPerson({ seed: 'a' })).not.toEqual(createPerson({ seed: 'b' }));
    expect(createPerson()).not.toEqual(createPerson());
  });

  it('leaves the other traits alone when one is fixed', () => {
    const { address, birthDate, name } = createPerson({ seed: 'a' });
    const fixed = createPerson({ seed: 'a', address: '東京都千代田区本町１－１－１' });
    expect(fixed).toMatchObject({ name, birthDate });
    expect(fixed.address).not.toBe(address);
    expect(fixed.place.municipalityRomaji).toBe('Chiyoda-ku');
  });

  it('writes names and addresses in the notation seen on cards', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const person = createPerson({ seed: String(seed) });
      expect(person.name).toMatch(/^[^\s]+　[^\s]+$/u);
      expect(person.address).toMatch(
        /^\p{L}+[０-９]+－[０-９]+－[０-９]+(　[\p{L}ー]+[０-９]{3})?$/u,
      );
      expect(person.nameSubstitutes).toBe('0'.repeat(Array.from(person.name).length));
      expect(person.addressSubstitutes).toBe('0'.repeat(Array.from(person.address).length));
    }
  });

  it('makes thousands of people who are nearly all different', () => {
    const people = Array.from({ length: 5000 }, (_, seed) => createPerson({ seed: String(seed) }));
    const keys = new Set(people.map(({ name, birthDate }) => name + birthDate));
    expect(keys.size).toBeGreaterThan(4990);
  });

  it('counts substitute flags by code point beyond the BMP', () => {
    const person = createPerson({ name: '\u{20bb7}田　花子' });
    expect(person.nameSubstitutes).toBe('00000');
    expect(person.name).toHaveLength(6);
  });
});

describe('attributesOf', () => {
  it('keeps the order of real cards', () => {
    expect(attributesOf(createPerson()).map(({ number }) => number)).toEqual([1, 4, 3, 5, 2, 6]);
  });
});

describe('encodedBirthDate', () => {
  it.each([
    ['1912-07-29', '119120729'],
    ['1912-07-30', '219120730'],
    ['1926-12-24', '219261224'],
    ['1926-12-25', '319261225'],
    ['1989-01-07', '319890107'],
    ['1989-01-08', '419890108'],
    ['2019-04-30', '420190430'],
    ['2019-05-01', '520190501'],
  ])('%s is %s', (date, encoded) => {
    expect(encodedBirthDate(date)).toBe(encoded);
  });
});

describe('PLACES', () => {
  it('has a municipality of every prefecture, each with its code', () => {
    expect(new Set(PLACES.map(({ code }) => code.slice(0, 2))).size).toBe(47);
    for (const place of PLACES) {
      expect(place.code).toMatch(/^\d{5}$/);
      expect(place.prefectureRomaji).toMatch(/^(Hokkaido|[A-Z][a-z]+-(to|fu|ken))$/);
      expect(place.municipalityRomaji).toMatch(/^[A-Z][a-z]+-(shi|ku)$/);
    }
  });
});

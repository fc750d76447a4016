import { describe, expect, it } from 'vitest';
import { httpStatus } from '../../../api/middleware/problem-details.ts';
import { domainErrorTypes, problemSlug, type DomainErrorKind } from '../../../domain/errors.ts';
import { problems } from '../../../api/portal/problems/catalogue.ts';

describe('httpStatus', () => {
  it.each([
    ['malformed', [400, 413, 415]],
    ['notAcceptable', [422]],
    ['notThere', [404]],
    ['conflict', [409]],
    ['authority', [401, 403]],
    ['rate', [429]],
    ['outsidePassing', [503]],
    ['outsideFinal', [422, 502]],
    ['keyAccess', [503]],
    ['gate', [409, 500, 503]],
    ['recovery', [503]],
    ['integrity', [500]],
  ] satisfies readonly (readonly [DomainErrorKind, readonly number[]])[])(
    'answers what is %s with %s',
    (kind, statuses) => {
      const found = domainErrorTypes[kind].map((type) => httpStatus[type]);
      expect([...new Set<number>(found)].toSorted((a, b) => a - b)).toEqual(statuses);
    },
  );

  it('knows every kind there is', () => {
    const types = Object.values(domainErrorTypes).flat();
    expect(Object.keys(httpStatus).toSorted()).toEqual(types.toSorted());
  });

  it('agrees with the problems that carry the name of a domain failure', () => {
    const types = Object.values(domainErrorTypes).flat();
    for (const { slug, status } of Object.values(problems)) {
      const type = types.find((each) => problemSlug(each) === slug);
      if (type) expect([slug, status]).toEqual([slug, httpStatus[type]]);
    }
  });
});

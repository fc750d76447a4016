import { describe, expect, it } from 'vitest';
import {
  all,
  any,
  is,
  isAbove,
  isAtLeast,
  isBelow,
  isIn,
  isNot,
  isNotIn,
  isNotSubset,
  isSubset,
  isTrue,
  parameter,
  parameterIs,
} from '../../../domain/decision/condition.ts';
import type { Condition } from '../../../domain/decision/condition.ts';
import { conditionText } from '../../../domain/decision/condition-text.ts';

const context = {
  facts: { route: 'jpki', count: 3, marks: ['space', 'width'], received: true },
  parameters: { limit: 3, open: false },
  isComplete: true,
};

describe('isTrue', () => {
  it.each<[Condition, boolean, string]>([
    [is('route', 'jpki'), true, 'route = jpki'],
    [is('route', 'paper'), false, 'route = paper'],
    [is('received', true), true, 'received = true'],
    [isNot('route', 'paper'), true, 'route != paper'],
    [isNot('route', 'jpki'), false, 'route != jpki'],
    [isIn('route', ['own', 'jpki']), true, 'route in {own, jpki}'],
    [isIn('route', ['own']), false, 'route in {own}'],
    [isNotIn('route', ['own']), true, 'route not in {own}'],
    [isNotIn('route', ['jpki']), false, 'route not in {jpki}'],
    [isSubset('marks', ['space', 'width', 'case']), true, 'marks subset {space, width, case}'],
    [isSubset('marks', ['space']), false, 'marks subset {space}'],
    [isNotSubset('marks', ['space']), true, 'marks not subset {space}'],
    [isAbove('count', 2), true, 'count > 2'],
    [isAbove('count', 3), false, 'count > 3'],
    [isAtLeast('count', parameter('limit')), true, 'count >= P.limit'],
    [isAtLeast('count', 4), false, 'count >= 4'],
    [isBelow('count', 4), true, 'count < 4'],
    [isBelow('count', parameter('limit')), false, 'count < P.limit'],
    [parameterIs('open', false), true, 'P.open = false'],
    [parameterIs('open', true), false, 'P.open = true'],
    [{ op: 'incomplete' }, false, 'facts incomplete'],
    [all(is('route', 'jpki'), isAbove('count', 2)), true, 'route = jpki and count > 2'],
    [all(is('route', 'jpki'), isAbove('count', 3)), false, 'route = jpki and count > 3'],
    [any(is('route', 'own'), isAbove('count', 2)), true, 'route = own or count > 2'],
    [any(is('route', 'own'), isAbove('count', 3)), false, 'route = own or count > 3'],
    [
      all(is('received', false), any(is('route', 'own'), is('route', 'jpki'))),
      false,
      'received = false and (route = own or route = jpki)',
    ],
  ])('%j is %s', (condition, expected, text) => {
    expect(isTrue(condition, context)).toBe(expected);
    expect(conditionText(condition)).toBe(text);
  });

  it.each([
    is('absent', 'x'),
    isNot('absent', 'x'),
    isIn('absent', ['x']),
    isNotIn('absent', ['x']),
    isSubset('absent', ['x']),
    isNotSubset('absent', ['x']),
    isAbove('absent', 0),
    isAtLeast('absent', 0),
    isBelow('absent', 1),
  ])('is false for a fact that is not there: %j', (condition) => {
    expect(isTrue(condition, context)).toBe(false);
  });

  it('fails on a limit that the rule set does not have', () => {
    expect(() => isTrue(isAbove('count', parameter('none')), context)).toThrow('none');
    expect(() => isTrue(isAbove('count', parameter('open')), context)).toThrow('open');
  });

  it('joins nested conditions of one kind', () => {
    const [a, b, c] = [is('a', 1), is('b', 2), is('c', 3)];
    expect(all(all(a, b), c)).toEqual(all(a, b, c));
    expect(any(a, any(b, c))).toEqual(any(a, b, c));
    expect(any(all(a, b), c)).not.toEqual(any(a, b, c));
  });
});

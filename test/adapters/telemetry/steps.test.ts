import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { step } from '../../../adapters/telemetry/steps.ts';

describe('step', () => {
  it('tells whoever listens, at once, and nobody else', () => {
    const heard: unknown[] = [];
    const listen = (name: unknown): void => {
      heard.push(name);
    };
    step('before');
    subscribe('toroku:step', listen);
    step('issuance.3-signed');
    expect(heard).toEqual(['issuance.3-signed']);
    unsubscribe('toroku:step', listen);
    step('after');
    expect(heard).toHaveLength(1);
  });
});

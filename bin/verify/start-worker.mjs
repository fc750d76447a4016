/** Begins a thread in TypeScript: a thread does not inherit what runs its parent's. */
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');

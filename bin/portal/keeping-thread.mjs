/** Where a thread begins: `--import tsx` does not reach the threads of Node 20, so tsx is registered here. */
import { register } from 'tsx/esm/api';

register();
await import('./keeping-thread.ts');

import { checkHalf } from './check-half.testing.ts';

checkHalf(1);

// Written by `npm run registry`; do not edit.
export {};

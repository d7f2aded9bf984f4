pub mod traced;
